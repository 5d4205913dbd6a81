"""Who somebody is when logged in."""

from shanzhi.core.access import Actor
from shanzhi.models import User


def actor_of(user: object) -> Actor | None:
    """The actor a logged-in user is, None for a user without a post.

    cost: 0 queries, when the user came with his post.
    """
    post = getattr(user, "post", None) if isinstance(user, User) else None
    return post.as_core() if post else None


def person(user_id: int) -> User | None:
    """An active user with post, place and unit.

    cost: 1 query.
    """
    return (
        User.objects.select_related("post__place", "post__unit", "post__user")
        .filter(pk=user_id, is_active=True)
        .first()
    )


def count() -> int:
    """How many people may log in; also a way to ask whether the database answers.

    cost: 1 query.
    """
    return User.objects.filter(is_active=True).count()
