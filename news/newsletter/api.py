"""The content API of the newsletter: what people agree to, and signing up."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from ninja import Body, Field, Query, Router, Schema
from pydantic import ConfigDict

from courtyard.delivery.asking import reader_for
from courtyard.delivery.keeping import NOT_KEPT
from courtyard.delivery.lists import answer
from courtyard.delivery.origins import may_write
from courtyard.delivery.problems import PROBLEMS, InvalidParameter, problem
from courtyard.delivery.site_api import LocaleParameter
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Record, TermLabel

from . import addresses, limits, services
from .consent import languages_offered, topics_offered, wording
from .models import Source

router = Router(tags=["newsletter"])


class NewsletterLanguage(Record):
    """A language in which the newsletter may be read."""

    code: str
    name: str = Field(description="What the language calls itself.")


class NewsletterForm(Record):
    """What a form for signing up has to show."""

    locale: str
    version: str = Field(description="Names these very words; sent back as `consent`.")
    label: str = Field(description="What stands beside the box, which is not ticked at first.")
    notice: str = Field(description="What becomes of the address; to be shown beside the box.")
    administrator: str = Field(description="Who is responsible; to be shown beside the box.")
    languages: list[NewsletterLanguage]
    topics: list[TermLabel]


@router.get("/newsletter/form", response={200: NewsletterForm, **PROBLEMS})
def newsletter_form(request: HttpRequest, parameters: Query[LocaleParameter]) -> HttpResponse:
    """What a form for signing up to the newsletter offers, and the words of the consent."""
    reader = reader_for(request, parameters.locale)
    said = wording(reader)
    return answer(
        {
            "locale": reader.code,
            "version": said.version,
            "label": said.label,
            "notice": said.notice,
            "administrator": said.administrator,
            "languages": [{"code": code, "name": name} for code, name in languages_offered(reader)],
            "topics": topics_offered(reader),
        },
        reader,
    )


class Subscription(Schema):
    """What somebody has filled in."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=1000, description="The address, as it was typed.")
    consent: str = Field(
        max_length=64, description="The `version` of the words beside the box that was ticked."
    )
    locale: str | None = Field(
        None,
        max_length=20,
        description="The language of the form; the site's first when left out.",
    )
    languages: list[str] = Field(
        [],
        max_length=100,
        description="Codes of the languages to read, the first of which is that of the mails; "
        "that of the form where there is none.",
    )
    topics: list[str] = Field(
        [], max_length=1000, description="Slugs of topics; where there is none, all of them."
    )


class SubscriptionAccepted(Record):
    """The answer, the same for every address."""

    detail: str = Field(description="A sentence to show, in the language of the form.")


@router.post("/newsletter/subscriptions", response={202: SubscriptionAccepted})
def subscribe(request: HttpRequest, subscription: Body[Subscription]) -> HttpResponse:
    """Sign somebody up for the newsletter, to be confirmed by a link in a mail.

    The answer is the same for every address: who is subscribed already is told so by mail.
    Scripts of other sites may send it from the origins that the site trusts. How often it may be
    sent is counted by the visitor's network: a front end that sends it from its own server says
    the visitor's address in `X-Visitor-Address`, and the key of the site in `X-Front-End-Key`.
    """
    if not may_write(request):
        return problem(403, "This site does not take forms of that origin.")
    reader = reader_for(request, subscription.locale)
    with translation.override(reader.code):
        response = _subscribed(request, reader, subscription)
        response["Content-Language"] = reader.code if response.status_code == 202 else "en"
    response["Cache-Control"] = NOT_KEPT
    return response


def _subscribed(request: HttpRequest, reader: Reader, sent: Subscription) -> HttpResponse:
    said, wrong = wording(reader), []
    languages = {code for code, _name in languages_offered(reader)}
    topics = {topic["slug"]: str(topic["key"]) for topic in topics_offered(reader)}
    email = ""
    try:
        email = addresses.cleaned(sent.email)
    except ValidationError:
        wrong.append(_wrong("email", "It is no e-mail address to which mail could be sent."))
    if sent.consent != said.version:
        reason = "It is not the version of the present words: show them, and ask once more."
        wrong.append(_wrong("consent", reason))
    if not languages.issuperset(sent.languages):
        known = ", ".join(sorted(languages))
        wrong.append(_wrong("languages", f"The languages of the newsletter are: {known}."))
    if not topics.keys() >= set(sent.topics):
        wrong.append(_wrong("topics", "There is no such topic among those of the form."))
    if wrong:
        return problem(422, "Something is missing or cannot be used.", wrong)
    wishes = services.Wishes(
        sent.languages or [reader.code], [topics[slug] for slug in sent.topics]
    )
    try:
        services.ask(
            email=email,
            wishes=wishes,
            wording=said,
            source=Source.API,
            network=limits.network_of_visitor(request),
        )
    except limits.TooMany as error:
        response: HttpResponse = problem(429, TOO_MANY[error.kind])
        response["Retry-After"] = str(error.seconds)
        return response
    return JsonResponse({"detail": translation.gettext(CHECK_INBOX)}, status=202)


def _wrong(name: str, reason: str) -> InvalidParameter:
    return InvalidParameter(name=name, reason=reason)


TOO_MANY = {
    "network": "Too many have signed up from this network just now.",
    "site": "More people sign up just now than mails can be sent within a day.",
}
"""Why somebody is asked to come again later, by whose limit it is."""

CHECK_INBOX = (
    "We have sent you a message with a link. Open it within 48 hours and press the button there: "
    "then you are on the list."
)
"""As the page says it after the form."""
