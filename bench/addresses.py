"""The house's addresses and the bare view's.

The floor: one indexed query of as many rows, no log-in, no lights, no units; the same table of the same
columns, rendered by the same engine.
"""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from shanzhi.models import Task
from shanzhi.models.walls import looking
from shanzhi.queries.ledger import ROWS_A_PAGE
from shanzhi.urls import urlpatterns as house

TABLE = engines["django"].from_string("""<!doctype html><meta charset="utf-8"><title>bare</title>
<table><thead><tr><th>state</th><th>task</th><th>units</th><th>due</th><th>progress</th><th>news</th></tr></thead><tbody>
{% for r in rows %}<tr><td>{{ r.state }}</td>
<td><a href="/tasks/{{ r.id }}/">{{ r.path }} {{ r.title|truncatechars:70 }}</a></td>
<td>{{ r.section|truncatechars:40 }}</td><td>{{ r.due_on|date:"Y-m-d" }}</td>
<td><progress max="100" value="{{ r.percent }}">{{ r.percent }}%</progress> {{ r.percent }}%</td>
<td>{{ r.last_note|truncatechars:60 }}</td></tr>{% endfor %}</tbody></table>""")


def bare(request: HttpRequest, programme_id: int) -> HttpResponse:
    with looking(None):  # the walls stand here too, and let the program itself see every row
        rows = list(Task.objects.filter(programme=programme_id, parent=None).order_by("n")[:ROWS_A_PAGE])
    return HttpResponse(TABLE.render({"rows": rows}, request))


urlpatterns = [path("bare/<int:programme_id>/", bare), *house]
