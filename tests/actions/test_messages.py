"""Words to somebody are marked as seen by him, once."""

from shanzhi.actions.messages import see_message
from shanzhi.models import Entry, Message
from shanzhi.queries.messages import unseen
from tests.conftest import NOW, refused
from tests.seats_world import people, seat, wells


def test_a_word_is_seen_by_whom_it_was_for(world):
    found = wells(world.clerk)
    people(found, 300)
    seat(world.clerk, found, f"user:{world.village.id}")
    (word,) = unseen(world.village)
    assert (word.words, word.place, word.programme) == ("管护员到任", "云岭东一村", "水井管护")
    assert [unseen(who) for who in (world.town, world.farm, world.stranger, world.clerk)] == [()] * 4
    for who in (world.clerk, world.stranger, world.town):
        with refused("not_found"):
            see_message(actor=who, message_id=word.id, now=NOW)
    assert see_message(actor=world.village, message_id=word.id, now=NOW) is True
    assert see_message(actor=world.village, message_id=word.id, now=NOW) is False
    assert (Message.objects.get().seen_at, unseen(world.village)) == (NOW, ())
    assert Entry.objects.filter(deed="see_message").count() == 1


def test_what_names_nobody_is_for_the_office_of_the_place(world):
    found = wells(world.clerk)
    place = found.place
    Message.objects.create(programme_id=found.programme_id, place_id=place.id, words="请看", about="x", at=NOW)
    seen = {who.name: bool(unseen(who)) for who in (world.clerk, world.leader, world.reader, world.village)}
    assert seen == {"clerk某": True, "leader某": True, "reader某": False, "village某": False}
