"""Every address of the house."""

from django.urls import path
from django.views.i18n import set_language

from shanzhi import door
from shanzhi.api import api
from shanzhi.web.desk import anchors, duties, ledger, plans, privacy, residents, session, tasks

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
    path("residents/", residents.places, name="residents_places"),
    path("residents/find/", residents.find, name="find_resident"),
    path("residents/<int:resident_id>/", residents.resident, name="resident"),
    path("residents/<int:resident_id>/consent/", privacy.consent, name="record_consent"),
    path("residents/<int:resident_id>/ask/", privacy.ask, name="ask"),
    path("residents/<int:resident_id>/<slug:name>/", residents.resident_deed, name="resident_deed"),
    path("places/<str:code>/residents/", residents.residents, name="residents"),
    path("places/<str:code>/households/", residents.add_household, name="add_household"),
    path("households/<int:household_id>/", residents.household, name="household"),
    path("households/<int:household_id>/<slug:name>/", residents.household_deed, name="household_deed"),
    path("consents/<int:consent_id>/withdraw/", privacy.withdraw, name="withdraw_consent"),
    path("requests/", privacy.requests, name="requests"),
    path("requests/<int:request_id>/", privacy.one_request, name="request"),
    path("requests/<int:request_id>/copy/", privacy.copy, name="copy"),
    path("privacy/notice/", privacy.notice, name="privacy_notice"),
    path("privacy/inventory/", privacy.inventory, name="inventory"),
    path("privacy/inventory.xlsx", privacy.inventory_xlsx, name="inventory_xlsx"),
    path("privacy/impact/", privacy.impact, name="impact"),
    path("privacy/impact.txt", privacy.impact_txt, name="impact_txt"),
    path("api/", api.urls),
]
