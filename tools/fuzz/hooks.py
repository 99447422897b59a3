"""What Schemathesis cannot know from the OpenAPI document of the feed API."""

import base64
from datetime import datetime, timedelta

import schemathesis
from hypothesis import strategies as st


def page_cursor(created_at: datetime, post_id: int) -> str:
    """The same as encodeCursor() in app/src/contract/page-cursor.ts."""
    instant = created_at.isoformat(timespec="microseconds")
    return base64.urlsafe_b64encode(f"{instant}Z {post_id}".encode()).decode().rstrip("=")


# Any position is valid, even if no post was there.
schemathesis.openapi.format(
    "page-cursor",
    st.builds(
        page_cursor,
        st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 12, 31)),
        st.integers(min_value=1, max_value=2**31 - 1),
    ),
)


def text_of_length(characters: str, length: int) -> str:
    return (characters * length)[:length]


# Characters that one programming language or another treats as whitespace.
spaces = "\t\v\x1c\x85\xa0\u180e\u200b\u2028\u3000\ufeff"

# With a pattern, Schemathesis generates short texts only. Those that the schema forbids, because
# they are too long, blank or contain a NUL character, are dropped.
schemathesis.openapi.format(
    "well-formed-unicode",
    st.builds(
        text_of_length,
        st.one_of(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), st.sampled_from(spaces)),
        st.one_of(st.integers(min_value=1, max_value=20), st.integers(min_value=270, max_value=290)),
    ),
)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Adds links that OpenAPI has no expression for: they need a part of a header."""
    paths = raw_schema["paths"]
    next_page = {
        "operationId": "listUserPosts",
        "parameters": {
            "id": "$request.path.id",
            "before": "$response.header.Link#regex:before=([A-Za-z0-9_-]+)",
        },
    }
    paths["/users/{id}/posts"]["get"]["responses"]["200"]["links"] = {"next": next_page}
    # Posts by users who exist: most valid IDs do not belong to any user.
    again = {
        "operationId": "createPost",
        "requestBody": {"user_id": "$response.body#/0/user_id", "content": "$response.body#/0/content"},
    }
    paths["/feed"]["get"]["responses"]["200"]["links"]["again"] = again
