"""The rows of the leak matrix: every address of the house asked for the matter; one without a row fails the build."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from tests.leaks.matter import PERSON, PLAN, TOWN, Matter


@dataclass(frozen=True)
class Ask:
    """One request. path: of the address; fields: of the form or query; writes: a POST that would change the matter."""

    path: str
    fields: dict[str, object] = field(default_factory=dict)
    method: str = "get"


Make = Callable[[Matter], list[Ask]]


def get(*paths: str) -> Make:
    return lambda m: [Ask(p.format(m=m)) for p in paths]


def send(path: str, **fields: object) -> Make:
    return lambda m: [Ask(path.format(m=m), {k: str(v).format(m=m, key=uuid4()) for k, v in fields.items()}, "post")]


def both(*makes: Make) -> Make:
    return lambda m: [ask for make in makes for ask in make(m)]


SEARCH = f"/programmes/{{m.programme}}/?text={PLAN}"
SHEET = "/programmes/{m.programme}/ledger.xlsx"
VALUE = "/programmes/{m.programme}/indicators/{m.indicator}/"
LAMPS = "/programmes/{m.pack}/registers/lamp/"
DUES = "/programmes/{m.dues}/books/"
# name of the address -> what is asked of it
ROWS: dict[str, Make] = {
    "today": get("/"),
    "login": get("/login/?next=/tasks/{m.part}/"),
    "login_code": send("/login/code/", code="000000"),
    "sso": get("/login/sso/"),
    "sso_back": get("/login/sso/back/?code=x&state=y"),
    "account": get("/account/"),
    "password": both(get("/account/password/"), send("/account/password/", old="x", new="y", again="z")),
    "second": send("/account/second/", next="/tasks/{m.part}/", stash="forged"),
    "codes": send("/account/second/codes/", next="/tasks/{m.part}/", stash="forged"),
    "close_factor": send("/account/second/close/", code="000000"),
    "log_in_end": send("/account/log-ins/end/", key="0"),
    "device_add": send("/account/devices/", name=""),
    "device_end": send("/account/devices/1/end/"),
    "reset": send("/account/reset/", username="nobody-here"),
    "act_for": both(get("/for/"), send("/for/", name="")),
    "act_for_end": send("/for/end/"),
    "field": get("/field/"),
    "pair": both(get("/field/pair/"), send("/field/pair/", code="")),
    "logout": get("/logout/"),
    "post": send("/post/", post="{m.viewers[owner].post_id}"),
    "health": get("/health/"),
    "set_language": send("/language/", language="en", next="/tasks/{m.part}/"),
    "plans": both(get("/plans/", f"/plans/?text={PLAN}"), send("/plans/", text="")),
    "review": get("/plans/{m.reading}/", "/plans/{m.reading}/?at=1"),
    "clause": send("/plans/{m.reading}/clauses/1/", revision=0, verdict="good"),
    "rest": send("/plans/{m.reading}/rest/"),
    "adoption": both(get("/plans/{m.reading}/adoption/"), send("/plans/{m.reading}/adoption/", year=2030, revision=9)),
    "propose": send("/plans/{m.reading}/propose/"),
    "adopt": send("/plans/{m.reading}/adopt/"),
    "ledger": get("/programmes/{m.programme}/", SEARCH, "/programmes/{m.programme}/?group=unit&sort=news"),
    "ledger_xlsx": get(
        "/programmes/{m.programme}/ledger.xlsx", "/programmes/{m.programme}/ledger.xlsx?form=half_month"
    ),
    "tasks_ics": get("/programmes/{m.programme}/tasks.ics"),
    "wall": get("/programmes/{m.programme}/wall/", "/programmes/{m.programme}/wall/?group=unit"),
    "burden": get("/burden/", "/burden/?month=2026-09"),
    "burden_xlsx": get("/burden/burden.xlsx?month=2026-09"),
    "packs": get("/packs/"),
    "pack_adoption": both(
        get("/packs/adopt/?pack=village_hygiene"), send("/packs/adopt/", text="pack: x", deed="check")
    ),
    "pack": get("/programmes/{m.programme}/pack/", "/programmes/{m.programme}/pack/?edition=1"),
    "pack_yaml": get("/programmes/{m.programme}/pack.yaml"),
    "settle_values": send("/programmes/{m.programme}/pack/settle/", after=1, x="y"),
    "pack_change": both(
        get("/programmes/{m.programme}/pack/change/"),
        send("/programmes/{m.programme}/pack/change/", text="pack: x", after=1, why="改", deed="adopt"),
    ),
    "flow_chart": get("/programmes/{m.programme}/pack/complaint.svg"),
    "anchors": get("/programmes/{m.programme}/anchors/"),
    "settle_anchor": send("/programmes/{m.programme}/anchors/{m.anchor}/", on="2026-09-01", reason="改"),
    "programme_duties": get("/programmes/{m.programme}/duties/"),
    "indicators": get("/programmes/{m.programme}/indicators/"),
    "value": send(
        "/programmes/{m.programme}/indicators/{m.indicator}/", key="{key}", on="2026-09-01", value=1, source="x"
    ),
    "figure": get(
        "/programmes/{m.hygiene}/figures/repeat/",
        "/programmes/{m.hygiene}/figures/repeat/?now=1&under=999901103201",
        "/programmes/{m.programme}/figures/indicator_1/",
    ),
    "figure_xlsx": get("/programmes/{m.hygiene}/figures/repeat/figure.xlsx?now=1"),
    "cases": get("/programmes/{m.hygiene}/cases/", "/programmes/{m.hygiene}/cases/?flow=complaint&mine=1"),
    "case_new": both(
        get("/programmes/{m.hygiene}/cases/new/complaint/"),
        send("/programmes/{m.hygiene}/cases/new/complaint/", place="999901103201", kind="路边垃圾", words="又"),
    ),
    "case": get("/cases/{m.case}/"),
    "case_chart": get("/cases/{m.case}/flow.svg"),
    "case_step": both(
        get("/cases/{m.case}/step/accept/", "/cases/{m.case}/step/pause/"),
        send("/cases/{m.case}/step/refuse/", revision=1, reason="不归我们"),
        send("/cases/{m.case}/step/accept/", revision=1, assignee="{m.sibling_unit}"),
    ),
    "case_answer": both(get("/cases/{m.case}/answer/"), send("/cases/{m.case}/answer/", agree="是", key="{key}")),
    "stuck_clocks": get("/cases/clocks/"),
    "registers": get("/programmes/{m.pack}/registers/"),
    "register": get(LAMPS, f"{LAMPS}?ended=1", f"{LAMPS}?words=乙", f"{LAMPS}?place=999901103201"),
    "new_record": both(
        get(
            f"{LAMPS}new/",
            "/programmes/{m.pack}/registers/repair/new/",
            "/programmes/{m.pack}/registers/repair/new/?of={m.record}",
        ),
        send(f"{LAMPS}new/", number="9", kind="市电", place="999901103201", key="{key}"),
    ),
    "import_records": both(get(f"{LAMPS}import/"), send(f"{LAMPS}import/", carried="forged", deed="import")),
    "fill_template": both(
        get("/programmes/{m.pack}/fill/"), send("/programmes/{m.pack}/fill/", carried="forged", deed="download")
    ),
    "quota": get(f"{LAMPS}quota/"),
    "export_records": get(f"{LAMPS}export.xlsx"),
    "record": get("/records/{m.record}/", "/records/{m.repair}/"),
    "correct_record": both(
        get("/records/{m.record}/correct/"), send("/records/{m.record}/correct/", number="9", revision=0)
    ),
    "end_record": both(get("/records/{m.record}/end/"), send("/records/{m.record}/end/", reason="拆")),
    "record_file": get("/records/{m.repair}/files/paper/"),
    "feeds": get("/feeds/"),
    "feed": get("/feeds/{m.feeds}/meters/", "/feeds/{m.feeds}/meters/?silent=1"),
    "meter": get("/feeds/{m.feeds}/meters/{m.well}/"),
    "import_readings": both(
        get("/feeds/{m.feeds}/meters/import/"), send("/feeds/{m.feeds}/meters/import/", carried="forged", deed="import")
    ),
    "open_source": send("/feeds/{m.feeds}/meters/sources/", way="http", title="来"),
    "close_source": send("/feeds/sources/{m.source}/close/"),
    "assign_meter": send("/feeds/troubles/{m.trouble}/assign/", row="甲"),
    "books": get("/programmes/{m.programme}/books/", "/programmes/{m.books}/books/"),
    "post_by_hand": both(
        get("/programmes/{m.books}/books/post/"),
        send(
            "/programmes/{m.books}/books/post/",
            key="{key}",
            source="township_fund",
            target="award",
            amount="1",
            source_place=TOWN,
            target_place="999901103201",
            on="2026-09-01",
            why="记",
        ),
    ),
    "demands": get(f"{DUES}dues/", f"{DUES}dues/?village=999901103201"),
    "demands_xlsx": get(f"{DUES}dues/demands.xlsx?village=999901103201"),
    "demand_sheet": get(
        f"{DUES}dues/sheet/?village=999901103201", f"{DUES}dues/sheet/?village=999901103201&kind=reminder"
    ),
    "pay": both(
        get(f"{DUES}dues/pay/?find=1", f"{DUES}dues/pay/?book={{m.due_book}}"),
        send(f"{DUES}dues/pay/", key="{key}", account="fee_due", book="{m.due_book}", amount="1"),
    ),
    "import_payments": both(get(f"{DUES}dues/import/"), send(f"{DUES}dues/import/", carried="forged", deed="import")),
    "arrears": get(f"{DUES}arrears/", f"{DUES}arrears/?village=999901103201"),
    "arrears_xlsx": get(f"{DUES}arrears/arrears.xlsx"),
    "receipts": get(f"{DUES}receipts/", f"{DUES}receipts/?find=1"),
    "exemptions": both(
        get(f"{DUES}exemptions/", f"{DUES}exemptions/?book={{m.due_book}}"),
        send(
            f"{DUES}exemptions/",
            key="{key}",
            book="{m.due_book}",
            from_on="2026-09-01",
            to_on="2026-09-01",
            basis="低",
            reason="改",
        ),
    ),
    "months": get(f"{DUES}months/"),
    "propose_closing": send(f"{DUES}months/propose/", month="2026-09-01"),
    "close_month": send(f"{DUES}months/close/", month="2026-09-01"),
    "funding": get(f"{DUES}funding/", f"{DUES}funding/?place=999901103201"),
    "funding_xlsx": get(f"{DUES}funding/funding.xlsx"),
    "receipt": get("/receipts/{m.receipt}/"),
    "receipt_sheet": get("/receipts/{m.receipt}/sheet/"),
    "print_receipt": send("/receipts/{m.receipt}/print/"),
    "cancel_receipt": send("/receipts/{m.receipt}/cancel/", why="改"),
    "decide_exemption": send("/exemptions/{m.exemption}/decide/", deed="grant"),
    "rules": get("/programmes/{m.programme}/rules/", "/programmes/{m.books}/rules/"),
    "rule": get("/programmes/{m.books}/rules/praised/", "/programmes/{m.books}/rules/praised/?state=done"),
    "dry_run": send("/programmes/{m.books}/rules/praised/try/"),
    "seats": get("/programmes/{m.books}/seats/", "/programmes/{m.books}/seats/?post=cleaner"),
    "vacancies_xlsx": get("/programmes/{m.books}/seats/vacancies.xlsx"),
    "give_seat": both(
        get("/programmes/{m.books}/seats/give/?post=inspector&place=999901103000"),
        send("/programmes/{m.books}/seats/give/", post="inspector", place=TOWN, holder="user:1", from_on="2026-09-01"),
    ),
    "end_seat": both(
        get("/programmes/{m.books}/seats/{m.seat}/end/"),
        send("/programmes/{m.books}/seats/{m.seat}/end/", deed="end", on="2026-09-02", reason="改"),
    ),
    "notices": get("/programmes/{m.books}/notices/", "/programmes/{m.books}/notices/?state=draft"),
    "disclosures": get("/programmes/{m.books}/disclosures/"),
    "make_notice": send("/programmes/{m.books}/notices/make/", notice="circular", key="{key}"),
    "notice": get("/notices/{m.notice}/"),
    "notice_txt": get("/notices/{m.notice}/notice.txt"),
    "notice_xlsx": get("/notices/{m.notice}/notice.xlsx"),
    "notice_docx": get("/notices/{m.notice}/notice.docx"),
    "edit_notice": send("/notices/{m.notice}/edit/", text="改", revision=1),
    "sign_notice": send("/notices/{m.notice}/sign/", revision=1),
    "withdraw_notice": send("/notices/{m.notice}/withdraw/", why="改"),
    "see_message": send("/messages/{m.message}/seen/"),
    "statement": get("/books/{m.book}/", "/books/{m.book}/?month=2026-09"),
    "statement_xlsx": get("/books/{m.book}/statement.xlsx"),
    "book_entry": get("/books/entries/{m.book_entry}/"),
    "reverse_entry": send("/books/entries/{m.book_entry}/reverse/", why="改"),
    "mine": get("/mine/"),
    "task": get("/tasks/{m.part}/", "/tasks/{m.whole}/"),
    "settle": send("/tasks/{m.part}/settle/", due_on="2026-12-01", reason="改"),
    "deed": both(*(send(f"/tasks/{{m.part}}/{deed}/", key="{key}", text="话") for deed in ("note", "claim", "cancel"))),
    "file": get("/files/{m.file}/"),
    "duties": get("/duties/", "/duties/?month=2026-08"),
    "completeness": get("/duties/completeness/?month=2026-09", "/duties/completeness/?programme={m.programme}"),
    "completeness_xlsx": get("/duties/completeness/completeness.xlsx?month=2026-09&months=12"),
    "duties_ics": get("/duties/duties.ics"),
    "duty": get("/duties/{m.duty}/{m.due_on}/"),
    "hand_in": both(
        get("/duties/{m.duty}/{m.due_on}/hand-in/"), send("/duties/{m.duty}/{m.due_on}/hand-in/", words="报")
    ),
    "meet": send("/duties/{m.duty}/{m.due_on}/meet/", unit="", text="报", excuse=""),
    "residents_places": get("/residents/"),
    "residents": both(get("/places/999901103201/residents/"), send("/places/999901103201/residents/", name=PERSON[:2])),
    "find_resident": send("/residents/find/", id_number="11010519491231002X"),
    "resident": get("/residents/{m.resident}/"),
    "record_consent": send("/residents/{m.resident}/consent/", kind="keep", form="screen"),
    "ask": send("/residents/{m.resident}/ask/", kind="see", came_by="paper"),
    "resident_deed": both(
        send("/residents/{m.resident}/correct/", name="他人", revision=0),
        send("/residents/{m.resident}/reveal/", field="phone", reason="看"),
        send("/residents/{m.resident}/end/"),
    ),
    "add_household": send("/places/999901103201/households/", number="99"),
    "household": get("/households/{m.household}/"),
    "household_deed": both(
        send("/households/{m.household}/correct/", number="99"),
        send("/households/{m.household}/add/", name="他人"),
        send("/households/{m.household}/end/"),
    ),
    "withdraw_consent": send("/consents/{m.consent}/withdraw/", form="screen"),
    "requests": get("/requests/"),
    "request": both(get("/requests/{m.request}/"), send("/requests/{m.request}/", state="done", answer="好")),
    "copy": both(*(send("/requests/{m.request}/copy/", form=form) for form in ("sheet", "json"))),
    "privacy_notice": get("/privacy/notice/"),
    "inventory": get("/privacy/inventory/"),
    "inventory_xlsx": get("/privacy/inventory.xlsx"),
    "impact": get("/privacy/impact/"),
    "impact_txt": get("/privacy/impact.txt"),
    "journal": get("/journal/"),
    "chain": get("/journal/chain.jsonl", "/journal/chain.jsonl?values=1"),
    "keys": get("/journal/keys.txt"),
    "verify_py": get("/journal/verify.py"),
    "entry": lambda m: [Ask(f"/journal/entries/{seq}/") for seq in m.entries],
    "proof": lambda m: [Ask(f"/journal/entries/{seq}/proof/") for seq in m.entries],
    "erase": lambda m: [
        Ask(f"/journal/entries/{seq}/erase/", {"part": "data", "reason": "删"}, "post") for seq in m.entries
    ],
    "checkpoint": get("/journal/999901/checkpoint/"),
    "checkpoint_svg": get("/journal/999901/checkpoint.svg"),
    "growth": get("/journal/999901/growth/?old=1"),
    "add_checkpoint": lambda _m: [Ask("/witness/add-checkpoint", {"x": "old 0"}, "post")],
    "people": get("/people/", f"/people/?text={PLAN[:2]}", "/people/?ended=1"),
    "people_xlsx": get("/people/people.xlsx"),
    "units": get("/people/units/", f"/people/units/?text={PLAN[:2]}"),
    "units_xlsx": get("/people/units/units.xlsx"),
    "person": get("/people/{m.viewers[owner].id}/"),
    "correct_person": send("/people/{m.viewers[owner].id}/correct/", name="他人", username="other", was="x"),
    "unit": get("/people/units/{m.sibling_unit}/"),
    "correct_unit": send("/people/units/{m.sibling_unit}/correct/", name="他", kind="organ", place="999901000000"),
    "give_post": send("/people/{m.viewers[owner].id}/posts/", role="", unit="{m.sibling_unit}"),
    "end_post": send("/people/{m.viewers[owner].id}/posts/{m.viewers[owner].post_id}/end/", reason=""),
    "stand_in": send("/people/{m.viewers[owner].id}/posts/{m.viewers[owner].post_id}/stand-in/", username=""),
    "import_list": both(
        get("/people/import/people/", "/people/import/units/"), send("/people/import/people/", deed="import")
    ),
    "api:read": lambda _m: [],
    "api:tasks": get("/api/programmes/{m.programme}/tasks", "/api/programmes/{m.programme}/tasks?light=late"),
    "api:note": send("/api/tasks/{m.part}/note", key="{key}", text="话"),
    "api:readings": lambda m: [Ask(f"/api/feeds/{m.source}/readings", {}, "post")],
    "api:api-root": get("/api/"),
}
# where an address lies that is not in the table of addresses: files on the disk, the program's own folders
ASIDE: Make = get(
    "/{m.name}",
    "/files/{m.name}",
    "/media/{m.name}",
    "/static/{m.name}",
    "/static/../files/{m.name}",
    "/static/%2e%2e/files/{m.name}",
    "/files/{m.file}/../../{m.name}",
    "/static/..%2f..%2fsecret",
)


def addresses() -> Iterator[str]:
    """Every address of the house by its name, those of the API with it."""
    yield from _of(get_resolver().url_patterns, "")


def _of(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for p in patterns:
        if isinstance(p, URLResolver):
            yield from _of(p.url_patterns, "api:" if p.namespace else space)
        else:
            yield f"{space}{p.name}"
