"""The journal refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION shanzhi_journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON shanzhi_entry
    FOR EACH ROW EXECUTE FUNCTION shanzhi_journal_append_only();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON shanzhi_entry
    FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_journal_append_only();
"""
BACKWARD = """
DROP TRIGGER journal_no_truncate ON shanzhi_entry;
DROP TRIGGER journal_append_only ON shanzhi_entry;
DROP FUNCTION shanzhi_journal_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
