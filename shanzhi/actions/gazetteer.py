"""Many places enter the books at once: COPY into a passing table, then a few statements whatever their number."""

from collections.abc import Iterable, Mapping

from django.db import connection

from shanzhi.core.place import upper

# a code that is here, or was given up here, is left alone: the office knows better than a list
_ARRIVE = """
CREATE TEMPORARY TABLE arriving (code varchar(14) COLLATE "C", upper varchar(14) COLLATE "C", name varchar(60),
    level varchar(12)) ON COMMIT DROP;
CREATE TEMPORARY TABLE fresh (id bigint, LIKE arriving) ON COMMIT DROP;
"""
_SIFT = """
INSERT INTO fresh SELECT nextval((SELECT pg_get_serial_sequence('shanzhi_place', 'id'))::regclass), a.* FROM (
    SELECT DISTINCT ON (code) code, upper, name, level FROM arriving
    WHERE NOT EXISTS (SELECT FROM shanzhi_place p WHERE p.code = arriving.code)
      AND NOT EXISTS (SELECT FROM shanzhi_placechange c WHERE c.kind = 'recode' AND c.from_code = arriving.code)
    ORDER BY code) a
"""
_ENTER = """
INSERT INTO shanzhi_place (id, code, name, level, parent_id, adopt_needs_second, edition)
SELECT f.id, f.code, f.name, f.level, coalesce(new.id, old.id), false, %s FROM fresh f
    LEFT JOIN fresh new ON new.code = f.upper AND new.id <> f.id
    LEFT JOIN shanzhi_place old ON old.code = f.upper AND old.ended_on IS NULL
ORDER BY f.id
"""
# what was here before the place above it came
_ADOPT = """
UPDATE shanzhi_place p SET parent_id = f.id FROM fresh f
WHERE p.parent_id IS NULL AND p.id <> f.id AND p.code <> f.code AND f.code = CASE p.level
    WHEN 'prefecture' THEN rpad(left(p.code, 2), 12, '0') WHEN 'county' THEN rpad(left(p.code, 4), 12, '0')
    WHEN 'township' THEN rpad(left(p.code, 6), 12, '0') WHEN 'village' THEN rpad(left(p.code, 9), 12, '0')
    WHEN 'group' THEN left(p.code, 12) END
"""
_COUNT = "SELECT level, count(*) FROM fresh GROUP BY level"
_LEAVE = "DROP TABLE arriving, fresh"


def enter(places: Iterable[tuple[str, str, str]], edition: int | None = None) -> Mapping[str, int]:
    """Enters places inside the deed's own transaction and gives how many are new, by level.

    places: (code, name, level) in any order, as an iterator where there are many; edition: the year of their list.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVE)
        with cursor.copy("COPY arriving FROM STDIN") as copy:
            for code, name, level in places:
                copy.write_row((code, upper(code), name, level))
        cursor.execute("ANALYZE arriving")
        cursor.execute(_SIFT)
        cursor.execute("ANALYZE fresh")
        cursor.execute(_COUNT)
        new = {str(level): int(n) for level, n in cursor.fetchall()}
        if new:
            cursor.execute(_ENTER, [edition])
            cursor.execute(_ADOPT)
        cursor.execute(_LEAVE)
    return new
