"""Entries and checkpoints refuse UPDATE, DELETE and TRUNCATE; values may only be set to NULL."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON shanzhi_entry
    FOR EACH ROW EXECUTE FUNCTION shanzhi_journal_append_only();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON shanzhi_entry
    FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_journal_append_only();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON shanzhi_checkpoint
    FOR EACH ROW EXECUTE FUNCTION shanzhi_journal_append_only();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON shanzhi_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_journal_append_only();
CREATE FUNCTION shanzhi_value_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id = OLD.entry_id
        AND (NEW.names IS NULL OR NEW.names = OLD.names)
        AND (NEW.names_salt IS NULL OR NEW.names_salt = OLD.names_salt)
        AND (NEW.data IS NULL OR NEW.data = OLD.data)
        AND (NEW.data_salt IS NULL OR NEW.data_salt = OLD.data_salt)
        AND (NEW.before IS NULL OR NEW.before = OLD.before)
        AND (NEW.before_salt IS NULL OR NEW.before_salt = OLD.before_salt)
        AND (NEW.after IS NULL OR NEW.after = OLD.after)
        AND (NEW.after_salt IS NULL OR NEW.after_salt = OLD.after_salt)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'values of the journal can only be erased';
END $$;
CREATE TRIGGER value_erase_only BEFORE UPDATE ON shanzhi_entryvalue
    FOR EACH ROW EXECUTE FUNCTION shanzhi_value_erase_only();
CREATE TRIGGER value_no_delete BEFORE DELETE ON shanzhi_entryvalue
    FOR EACH ROW EXECUTE FUNCTION shanzhi_journal_append_only();
CREATE TRIGGER value_no_truncate BEFORE TRUNCATE ON shanzhi_entryvalue
    FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_journal_append_only();
"""
BACKWARD = """
DROP TRIGGER value_no_truncate ON shanzhi_entryvalue;
DROP TRIGGER value_no_delete ON shanzhi_entryvalue;
DROP TRIGGER value_erase_only ON shanzhi_entryvalue;
DROP FUNCTION shanzhi_value_erase_only();
DROP TRIGGER journal_no_truncate ON shanzhi_checkpoint;
DROP TRIGGER journal_append_only ON shanzhi_checkpoint;
DROP TRIGGER journal_no_truncate ON shanzhi_entry;
DROP TRIGGER journal_append_only ON shanzhi_entry;
"""


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0041_carry_over")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
