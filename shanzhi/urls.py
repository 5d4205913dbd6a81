"""Every address of the house."""

from django.urls import path
from django.views.i18n import set_language

from shanzhi import door
from shanzhi.api import api
from shanzhi.web.desk import anchors, duties, ledger, people, plans, session, tasks

handler500 = door.fault
urlpatterns = [
    path("", ledger.first_page, name="today"),
    path("login/", session.log_in, name="login"),
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
    path("people/", people.people_list, name="people"),
    path("people/people.xlsx", people.people_xlsx, name="people_xlsx"),
    path("people/units/", people.units_list, name="units"),
    path("people/units/units.xlsx", people.units_xlsx, name="units_xlsx"),
    path("people/import/<slug:what>/", people.import_list, name="import_list"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/posts/", people.give_post, name="give_post"),
    path("people/<int:user_id>/posts/<int:post_id>/end/", people.end_post, name="end_post"),
    path("people/<int:user_id>/posts/<int:post_id>/stand-in/", people.stand_in, name="stand_in"),
    path("api/", api.urls),
]
