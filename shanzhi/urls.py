"""Every address of the house."""

from django.urls import path
from django.views.i18n import set_language

from shanzhi.api import api
from shanzhi.web.desk import account, anchors, behalf, duties, factor, ledger, plans, session, sso, tasks
from shanzhi.web.field import phone

urlpatterns = [
    path("", ledger.first_page, name="today"),
    path("login/", session.log_in, name="login"),
    path("login/code/", session.log_in_code, name="login_code"),
    path("login/sso/", sso.start, name="sso"),
    path("login/sso/back/", sso.back, name="sso_back"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second/", factor.second, name="second"),
    path("account/second/codes/", factor.codes, name="codes"),
    path("account/second/close/", factor.close, name="close_factor"),
    path("account/log-ins/end/", account.log_in_end, name="log_in_end"),
    path("account/devices/", account.device_add, name="device_add"),
    path("account/devices/<int:device_id>/end/", account.device_end, name="device_end"),
    path("account/reset/", account.reset, name="reset"),
    path("for/", behalf.act_for, name="act_for"),
    path("for/end/", behalf.act_for_end, name="act_for_end"),
    path("field/", phone.field, name="field"),
    path("field/pair/", phone.pair, name="pair"),
    path("logout/", session.log_out, name="logout"),
    path("post/", session.post, name="post"),
    path("health/", session.health, name="health"),
    path("language/", set_language, name="set_language"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:reading_id>/", plans.review, name="review"),
    path("plans/<int:reading_id>/clauses/<int:n>/", plans.clause, name="clause"),
    path("plans/<int:reading_id>/rest/", plans.rest, name="rest"),
    path("plans/<int:reading_id>/adoption/", plans.adoption, name="adoption"),
    path("plans/<int:reading_id>/propose/", plans.propose, name="propose"),
    path("plans/<int:reading_id>/adopt/", plans.adopt, name="adopt"),
    path("programmes/<int:programme_id>/", ledger.ledger, name="ledger"),
    path("programmes/<int:programme_id>/ledger.xlsx", ledger.ledger_xlsx, name="ledger_xlsx"),
    path("programmes/<int:programme_id>/tasks.ics", ledger.tasks_ics, name="tasks_ics"),
    path("programmes/<int:programme_id>/wall/", ledger.wall, name="wall"),
    path("programmes/<int:programme_id>/anchors/", anchors.anchors, name="anchors"),
    path("programmes/<int:programme_id>/anchors/<int:anchor_id>/", anchors.settle, name="settle_anchor"),
    path("programmes/<int:programme_id>/duties/", duties.duties, name="programme_duties"),
    path("programmes/<int:programme_id>/indicators/", ledger.indicators, name="indicators"),
    path("programmes/<int:programme_id>/indicators/<int:indicator_id>/", ledger.value, name="value"),
    path("mine/", ledger.mine, name="mine"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/settle/", tasks.settle, name="settle"),
    path("tasks/<int:task_id>/<slug:name>/", tasks.deed, name="deed"),
    path("files/<int:file_id>/", tasks.file, name="file"),
    path("duties/", duties.duties, name="duties"),
    path("duties/duties.ics", duties.duties_ics, name="duties_ics"),
    path("duties/<int:duty_id>/<str:due_on>/", duties.duty, name="duty"),
    path("duties/<int:duty_id>/<str:due_on>/meet/", duties.meet, name="meet"),
    path("api/", api.urls),
]
