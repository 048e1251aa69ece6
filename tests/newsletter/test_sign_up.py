"""Signing up for the newsletter: the two steps, the mail, the button."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.html import escape

from config.logs import LineFormatter
from courtyard.models import TopicLink
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import retention, services, tokens
from news.newsletter.models import (
    ConsentEvent,
    ConsentText,
    Purpose,
    SignUpRequest,
    Subscriber,
    SubscriberStatus,
    Token,
)
from tests.trees import NewsFactory, NewsIndexFactory, NewsletterFactory, Tree, settle, topic

from .letters import (
    READER,
    SIGN_UP,
    backdated,
    confirmed,
    fill_in,
    mails,
    opened,
    path_in,
    sign_up,
    text_of,
)

GONE = 410


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def link_in_the_mail_after(client: Client) -> str:
    """The path of the link in the only mail that was sent."""
    sign_up(client)
    (message,) = mails()
    return path_in(message, "confirm")


# The steps


def test_the_form_at_the_foot_leads_to_the_second_step_and_brings_the_address(
    client: Client,
) -> None:
    assert f'action="{SIGN_UP}"' in client.get("/pl/nothing-here/").content.decode()
    response = client.post(SIGN_UP, {"email": READER})
    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{READER}"' in page
    assert 'name="consent"' in page
    assert not SignUpRequest.objects.exists()


def test_signing_up_stores_a_pending_subscriber_and_sends_one_mail(client: Client) -> None:
    response = sign_up(client)
    assert (response.status_code, response["Location"]) == (302, "/pl/newsletter/check-your-inbox/")
    assert mail.outbox == []
    (message,) = mails()
    assert message["To"] == READER
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.language) == (READER, "pl")
    assert subscriber.status == SubscriberStatus.PENDING
    assert not SignUpRequest.objects.exists()


def test_one_subscriber_reads_several_languages_and_topics(client: Client, tree: Tree) -> None:
    carried = topic(tree, "networking")
    section = NewsIndexFactory(parent=tree.home, title="Aktualności")
    NewsFactory(parent=section, title="Nowina", topic_links=[TopicLink(topic=carried)])
    settle()
    page = client.get(SIGN_UP).content.decode()
    assert "networking po polsku" in page
    key = str(carried.translation_key)
    subscriber = confirmed(client, languages=["en", "pl"], topics=[key])
    assert subscriber.language_codes == ["pl", "en"]
    assert [str(row.key) for row in subscriber.topics.all()] == [key]


def test_the_very_words_of_the_consent_are_kept_once(client: Client) -> None:
    sign_up(client)
    sign_up(client, email="other@example.org")
    outbox.work()
    (text,) = ConsentText.objects.all()
    page = client.get(SIGN_UP).content.decode()
    assert all(line in page for line in text.words.split("\n"))
    assert ConsentEvent.objects.filter(text=text, kind="asked", source="form").count() == 2


def test_words_that_have_changed_meanwhile_are_shown_once_more(client: Client) -> None:
    response = sign_up(client, opened=backdated("of other words", 60))
    assert response.status_code == 422
    page = response.content.decode()
    assert 'href="#button-form"' in page
    assert not SignUpRequest.objects.exists()
    # The box stands beside words that nobody has agreed to yet.
    assert re.search(r'name="consent"[^>]*\bchecked', page) is None


def test_who_has_ticked_the_present_words_need_not_do_it_again(client: Client) -> None:
    page = sign_up(client, email="no address").content.decode()
    assert re.search(r'name="consent"[^>]*\bchecked', page) is not None


@pytest.mark.parametrize("is_long_ago", [False, True])
def test_who_comes_back_is_written_to_in_the_language_they_ask_for(
    client: Client, is_long_ago: bool
) -> None:
    subscriber = confirmed(client)
    client.post(path_in(mails()[-1], "unsubscribe"))
    if is_long_ago:
        subscriber.languages.all().delete()
    sign_up(client, SIGN_UP.replace("/pl/", "/en/"))
    link = mails()[-1]
    assert (link["Content-Language"], path_in(link, "confirm")[:4]) == ("en", "/en/")


def test_who_has_never_confirmed_is_written_to_as_they_typed_it_last(client: Client) -> None:
    sign_up(client, email=READER.upper())
    assert mails()[-1]["To"] == "READER@example.org"
    sign_up(client)
    assert mails()[-1]["To"] == READER


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"consent": ""}, "consent"),
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"topics": ["nothing"]}, "topics"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    client: Client, changes: dict[str, Any], field: str
) -> None:
    typed = fill_in(client, **changes)
    response = client.post(SIGN_UP, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{field}-form"' in page
    assert f'value="{typed["email"]}"' in page
    assert not SignUpRequest.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "reader@example.org\nBcc: all@example.org",
        "reader@example.org\r\nBcc: all@example.org",
        f"{'a' * 300}@example.org",
        '"quoted name"@example.org',
        "read\u200fer@example.org",
        "reader@exam\u202eple.org",
        "read er@example.org",
        "re\u0430der@example.org",  # a Cyrillic letter that looks Latin
        "readerſ@example.org",  # one that is "s" in capitals
        "\u212aate@example.org",  # the sign of Kelvin, which is "k" in small letters
        "reader@@example.org",
        "reader@example",
        "reader@exam\u200dple.org",  # a joiner where nothing joins
        "reader@\u05d0b.example",  # from right to left and from left to right in one label
    ],
)
@pytest.mark.parametrize("step", ["first", "second"])
def test_what_is_no_address_is_refused_and_not_lost(client: Client, email: str, step: str) -> None:
    typed = {"email": email} if step == "first" else fill_in(client, email=email)
    response = client.post(SIGN_UP, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="email-mistake-form"' in page
    assert f'value="{escape(email)}"' in page
    assert not SignUpRequest.objects.exists()


@pytest.mark.parametrize("length", [255, 300, 5000])
@pytest.mark.parametrize("step", ["first", "second"])
def test_what_is_too_long_is_told_and_no_form_cuts_it(
    client: Client, tree: Tree, length: int, step: str
) -> None:
    NewsletterFactory(parent=tree.home, title="Newsletter", slug="newsletter")
    for path in ("/pl/", "/pl/newsletter/", SIGN_UP):
        boxes = re.findall(r'<input[^>]*name="email"[^>]*>', client.get(path).content.decode())
        assert boxes, path
        assert not any("maxlength" in box for box in boxes)
    email = f"{'a' * (length - 12)}@example.org"
    typed = {"email": email} if step == "first" else fill_in(client, email=email)
    response = client.post(SIGN_UP, typed)
    assert response.status_code == 422
    assert f'value="{email}"' in response.content.decode()
    assert "Ten adres jest za długi" in response.content.decode()


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        (" reader@Example.ORG\u00a0", "reader@example.org"),
        ("\u200breader@example.org", "reader@example.org"),
        ("reader+tag@example.org", "reader+tag@example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("reader@straße.example", "reader@xn--strae-oqa.example"),
        ("reader@пошта.укр", "reader@xn--80a1acn3a.xn--j1amh"),
        ("reader@ex\u0430mple.org", "reader@xn--exmple-4nf.org"),  # no longer looks like another
        ("o'hara=x@example.org", "o'hara=x@example.org"),
    ],
)
def test_an_address_is_kept_as_the_network_has_it(client: Client, email: str, kept: str) -> None:
    assert sign_up(client, email=email).status_code == 302
    assert SignUpRequest.objects.get().email == kept


# The link


def test_opening_the_link_confirms_nothing(client: Client) -> None:
    link = link_in_the_mail_after(client)
    for _ in range(20):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert Subscriber.objects.get().status == SubscriberStatus.PENDING
    assert not ConsentEvent.objects.filter(kind="confirmed").exists()


def test_the_button_confirms_and_the_ledger_says_what_when_and_how(client: Client) -> None:
    link = link_in_the_mail_after(client)
    assert client.post(link).status_code == 200
    subscriber = Subscriber.objects.get()
    assert subscriber.status == SubscriberStatus.CONFIRMED
    asked, agreed = subscriber.events.all()
    assert (asked.kind, asked.source) == ("asked", "form")
    assert (agreed.kind, agreed.source) == ("confirmed", "mail_link")
    assert agreed.text == asked.text
    assert agreed.said == {"languages": ["pl"], "topics": []}
    assert agreed.at == subscriber.confirmed_at


def test_all_links_that_are_not_good_look_alike(client: Client) -> None:
    link = link_in_the_mail_after(client)
    token = link.rstrip("/").rpartition("/")[2]
    Token.objects.update(expires_at=timezone.now())
    answers = [client.get(link), client.post(link)]
    Token.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    other_purposes = [f"/pl/newsletter/{name}/{token}/" for name in ("manage", "unsubscribe")]
    truncated = [link[:-2] + "/", f"/pl/newsletter/confirm/{token}x/", f"{link[:30]}\u017c/"]
    answers += [client.get(path) for path in (*other_purposes, *truncated)]
    answers += [client.post(path) for path in (*other_purposes, *truncated)]
    assert client.post(link).status_code == 200
    answers += [client.get(link), client.post(link)]
    answers.append(client.get("/pl/newsletter/manage/nobody/data.json"))
    assert {answer.status_code for answer in answers} == {GONE}
    assert len({answer.content for answer in answers}) == 1
    said = [{**answer.headers, "Expires": ""} for answer in answers]
    assert all(one == said[0] for one in said)
    assert Subscriber.objects.get().status == SubscriberStatus.CONFIRMED


def test_a_new_request_voids_the_old_link(client: Client) -> None:
    old = link_in_the_mail_after(client)
    mail.outbox.clear()
    new = link_in_the_mail_after(client)
    assert client.get(old).status_code == GONE
    assert client.get(new).status_code == 200


def test_a_link_is_good_for_48_hours(client: Client) -> None:
    before = timezone.now()
    link_in_the_mail_after(client)
    life = Token.objects.get().expires_at - before
    assert dt.timedelta(hours=48) <= life < dt.timedelta(hours=48, minutes=1)


def test_a_mail_sent_twice_is_the_same_mail(client: Client) -> None:
    first = link_in_the_mail_after(client)
    token = Token.objects.get()
    payload = {"token": token.pk, "nonce": token.nonce[:8]}
    outbox.write(services.CONFIRMATION, payload=payload)
    before, after = mails()
    assert path_in(after, "confirm") == first
    assert before["Message-ID"] == after["Message-ID"]


def test_the_link_is_not_in_the_database(client: Client) -> None:
    secret = link_in_the_mail_after(client).rstrip("/").rpartition("/")[2]
    kept = " ".join(str(value) for value in Token.objects.values_list().get())
    assert len(secret) >= 43
    assert secret not in kept
    assert tokens.hash_of(secret) in kept
    assert tokens.secret(Purpose.MANAGE, Token.objects.get().nonce) != secret


def test_links_are_kept_from_other_sites_and_caches(client: Client) -> None:
    link = link_in_the_mail_after(client)
    paths = (link, f"{link[:-1]}x/", "/pl/newsletter/manage/x/")
    for response in map(client.get, paths):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]


# Where it may come from


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_a_form_on_another_site_is_refused(client: Client, header: str) -> None:
    response = client.post(
        SIGN_UP, fill_in(client), headers={header: "https://elsewhere.example/x"}
    )
    assert response.status_code == 403
    assert not SignUpRequest.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}]
)
def test_a_form_in_a_foreign_frame_is_refused(client: Client, headers: dict[str, str]) -> None:
    assert client.post(SIGN_UP, fill_in(client), headers=headers).status_code == 403
    assert not SignUpRequest.objects.exists()


def test_a_page_without_referrer_may_send_its_own_form(client: Client) -> None:
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post(link_in_the_mail_after(client), headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/uk/newsletter/sign-up/", "/de/newsletter/check-your-inbox/"])
def test_a_language_that_the_site_lacks_has_no_sign_up(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_signing_up_needs_no_cookie_from_the_kept_page_to_the_end(client: Client) -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    ours = {"Origin": "http://localhost"}
    assert client.get("/pl/")["Cache-Status"]
    assert client.post(SIGN_UP, {"email": READER}, headers=ours).status_code == 200
    response = client.post(SIGN_UP, fill_in(client), headers=ours)
    assert client.get(response["Location"]).status_code == 200
    assert client.post(path_in(mails()[0], "confirm"), headers=ours).status_code == 200
    manage = path_in(mails()[1], "manage")
    assert client.post(manage, {"do": "resume"}, headers=ours).status_code == 200
    assert not client.cookies


# Bots, and people who look like them


def test_who_is_quick_is_asked_to_press_once_more_and_then_taken(client: Client) -> None:
    at_once = fill_in(client, opened=opened(client, seconds=0))
    response = client.post(SIGN_UP, at_once)
    assert response.status_code == 422
    assert f'value="{at_once["opened"]}"' in response.content.decode()
    later = {**at_once, "opened": opened(client, seconds=3)}
    assert client.post(SIGN_UP, later).status_code == 302


@pytest.mark.parametrize("hours", [1, 24 * 30])
def test_nobody_is_too_slow(client: Client, hours: int) -> None:
    assert sign_up(client, opened=opened(client, seconds=3600 * hours)).status_code == 302


@pytest.mark.parametrize("said", ["", "nonsense", "a:b:c", "\u017c"])
def test_a_form_that_was_never_shown_is_shown(client: Client, said: str) -> None:
    response = client.post(SIGN_UP, {**fill_in(client), "opened": said})
    assert response.status_code == 422
    assert f'value="{READER}"' in response.content.decode()


def test_whose_browser_fills_in_the_hidden_field_is_shown_it(client: Client) -> None:
    response = sign_up(client, website="https://example.org")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#website-form"' in page
    assert 'aria-hidden="true"' not in page.partition('id="website-form"')[0].rpartition("<div")[2]
    assert not SignUpRequest.objects.exists()


def test_a_network_that_has_asked_too_often_is_told_so_and_loses_nothing(client: Client) -> None:
    typed = fill_in(client)
    for number in range(6):
        typed["email"] = f"reader{number}@example.org"
        response = client.post(SIGN_UP, typed)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 300
    assert 'value="reader5@example.org"' in response.content.decode()


@pytest.mark.parametrize("posts", [40, pytest.param(1000, marks=pytest.mark.long)])
def test_a_flood_of_posts_makes_five_mails_at_the_most(client: Client, posts: int) -> None:
    typed, answers = fill_in(client), Counter[int]()
    for number in range(posts):
        sent = {**typed, "email": f"reader{number}@example.org"}
        answers[client.post(SIGN_UP, sent).status_code] += 1
    assert answers == {302: 5, 429: posts - 5}
    assert len(mails()) == 5


def test_many_networks_flood_no_inbox(client: Client) -> None:
    typed = fill_in(client)
    for number in range(40):
        client.post(SIGN_UP, typed, REMOTE_ADDR=f"192.0.{number}.1")
    assert SignUpRequest.objects.count() == 40
    # Of two links that were made before a mail was sent, one is void.
    assert len(mails()) == 1


@override_settings(COURTYARD_PROXIES=1)
def test_behind_a_proxy_each_network_is_counted_for_itself(client: Client) -> None:
    typed = fill_in(client)
    for number in range(8):
        forwarded = {"X-Forwarded-For": f"10.0.0.1, 2001:db8:{number}::1"}
        assert client.post(SIGN_UP, typed, headers=forwarded).status_code == 302
    for _ in range(5):
        forwarded = {"X-Forwarded-For": "2001:db8:0:ffff::2"}
        last = client.post(SIGN_UP, typed, headers=forwarded)
    assert last.status_code == 429


# What is forgotten, and what is never written


def test_who_does_not_confirm_is_forgotten_after_seven_days(client: Client) -> None:
    now = timezone.now()
    for email, days, status in [
        ("old@example.org", 8, "pending"),
        ("new@example.org", 6, "pending"),
        ("confirmed@example.org", 8, "confirmed"),
        ("unsubscribed@example.org", 8, "unsubscribed"),
    ]:
        asked_at = now - dt.timedelta(days=days)
        Subscriber.objects.create(email=email, status=status, asked_at=asked_at)
    assert retention.forget_unconfirmed(now) == 1
    assert not Subscriber.objects.filter(email="old@example.org").exists()


def test_no_address_is_written_into_the_outbox(client: Client) -> None:
    sign_up(client)
    rows = [OutboxRow.objects.get(kind=services.REQUEST)]
    services.look_at(rows[0].payload)
    rows.append(OutboxRow.objects.get(kind=services.CONFIRMATION))
    assert "example.org" not in str([row.payload for row in rows])


@pytest.mark.parametrize("name", ["confirm", "manage", "erase", "unsubscribe"])
def test_the_secret_of_a_link_is_not_logged(name: str) -> None:
    said = f"Forbidden: /pl/newsletter/{name}/abc/"
    record = logging.LogRecord("x", 30, "", 1, said, (), None)
    assert "abc" not in LineFormatter().format(record)


def test_a_mail_server_that_is_down_loses_nothing_and_bothers_nobody(client: Client) -> None:
    refused = {"EMAIL_BACKEND": "tests.newsletter.letters.Refusing"}
    with override_settings(**refused):
        assert sign_up(client).status_code == 302
        outbox.work()
    row = OutboxRow.objects.get(kind=services.CONFIRMATION)
    assert (row.attempts, row.last_error) == (1, "ConnectionRefusedError")
    assert dt.timedelta(0) < row.due_at - timezone.now() <= outbox.BACK_OFF[0]
    OutboxRow.objects.update(due_at=timezone.now(), silent_until=None)
    (message,) = mails()
    assert "/pl/newsletter/confirm/" in text_of(message)
