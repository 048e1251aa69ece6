"""The form in which pages are written."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courtyard.localisation import facts, freshness
from courtyard.localisation.slugs import slug_of_page
from courtyard.publications.gate import labelled

from .entries import facts_sent, leave_to_the_original, words_alone
from .slugs import fill_in
from .tags import TagsField, names_of, typed

OPENED_WITH = "courtyard-original"
"""What the form of a translation sends: the page from which it had its facts when it was opened."""

WAYS_TO_PUBLISH = ("action-publish", "action-submit", "action-restart-workflow")


class SaysOriginal(forms.CheckboxInput):
    """A box that, ticked, sends which words of the original its editor had in mind.

    What the original says by the time at which the form is saved may be something else.
    """

    words = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the words as the value that is sent."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["value"] = value or self.words
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The words; "" where it is not ticked."""
        return data.get(name, "")


class PageForm(WagtailAdminPageForm):
    """Shows at its field what keeps a page from going public; drafts are saved without asking.

    What is handed in for approval is asked too, as Wagtail itself does with required fields.
    """

    typed_tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_(
            "Keywords of your own, with commas between them, in the language of this page."
        ),
    )

    says_original = forms.CharField(
        label=_("Up to date with the original"),
        required=False,
        widget=SaysOriginal,
        help_text=_(
            "Tick this when everything here is translated and nothing that the original says is "
            "missing. Until then readers are told that this text is older than the original, and "
            "a copy that waits to be translated is not published."
        ),
    )

    _has_asked = False
    _published_basis: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "typed_tags" not in (self._meta.fields or ()):
            # No panel shows them.
            del self.fields["typed_tags"]
        else:
            if self.instance.locale_id is None:
                # A page that is shown before it is made; Wagtail gives it this one later.
                self.instance.locale = self.parent_page.locale
            self.fields["typed_tags"].widget.language = self.instance.locale.language_code
            self.initial["typed_tags"] = names_of(self.instance)
        self.original = self._original()
        """The page from which this one, a translation, has its facts; None where it has its own.

        While a form is sent that was opened when there was one, it is the page itself.
        """
        self._facts_too_late: list[str] | None = None
        if self.original:
            if self.is_bound and OPENED_WITH not in self.data:
                self._facts_too_late = facts_sent(self)
            leave_to_the_original(self)
            for name in facts.facts_of(type(self.instance)).entries:
                if name in self.formsets:
                    self.formsets[name] = words_alone(self, name)
        self._ask_what_it_says()
        if "slug" in self.fields:
            fill_in(self.fields["slug"], self._locale())

    def _original(self) -> Any:
        original = facts.governing(self.instance)
        if original is None and self.is_bound and OPENED_WITH in self.data and self.instance.pk:
            return type(self.instance)._base_manager.get(pk=self.instance.pk)
        return original

    def clean(self) -> dict[str, Any]:
        """Refuse, once, what would undo what somebody else has done while the form was open."""
        cleaned: dict[str, Any] = super().clean()
        if told := getattr(self.instance, "saved_meanwhile", ""):
            self.add_error(None, told)
        if self._facts_too_late is not None:
            told = _(
                "Not saved yet: while you had this page open, “%(title)s” has become its original. "
                "Facts are entered there; your words are still here, and can be saved now."
            )
            self.add_error(None, told % {"title": self.original.get_admin_display_title()})
            if self._facts_too_late:
                entered = _("You had entered: %(facts)s.")
                self.add_error(None, entered % {"facts": "; ".join(self._facts_too_late)})
        return cleaned

    def _ask_what_it_says(self) -> None:
        """Ask whether a translation says what its original says, where that is in doubt.

        Where it is in doubt of what is published alone, a draft has answered: that can be undone.
        """
        name, page = freshness.SAYS_ORIGINAL, self.instance
        if alone := self.original is None or self.original.pk == page.pk:
            # Of a translation whose original is deleted too: nothing is missing in it any more.
            page.basis = freshness.whole(page.basis)
        if alone or name not in (self._meta.fields or ()):
            self.fields.pop(name, None)
            return
        words = freshness.present_words(self.original)
        rows = type(page)._base_manager.filter(pk=page.pk)
        self._published_basis = rows.values_list("basis", flat=True).first()
        if freshness.says(page.basis, words) and freshness.says(self._published_basis, words):
            self.fields.pop(name, None)
            return
        self.fields[name].widget.words = words
        self.initial[name] = words if freshness.says(page.basis, words) else ""

    def _locale(self) -> Any:
        page = self.instance if self.instance.locale_id else self.parent_page
        return page.locale if page else None

    def clean_says_original(self) -> str:
        """Which words of the original the page says by its editor's word; "" for none."""
        words: str = self.cleaned_data[freshness.SAYS_ORIGINAL]
        if words:
            freshness.say(self.instance, self.original, words)
        elif self.initial[freshness.SAYS_ORIGINAL]:
            self.instance.basis = self._published_basis
        return words

    def clean_slug(self) -> str:
        """The slug, made of the title where it is left empty."""
        slug: str = self.cleaned_data["slug"]
        if slug or not self.cleaned_data.get("title"):
            return slug
        self.instance.title = self.cleaned_data["title"]
        if not self.instance.locale_id:
            self.instance.locale = self._locale()
        return slug_of_page(self.instance, self.parent_page)

    def is_valid(self) -> bool:
        """Whether the page can be saved, and published where that is the intention."""
        valid = bool(super().is_valid())
        if not valid or self._has_asked or not self._goes_public():
            return valid
        self._has_asked = True
        try:
            self._page_as_written().check_publishable()
        except ValidationError as error:
            self._show(error)
            return False
        return True

    def save(self, commit: bool = True) -> Any:
        """Give the page what was typed; tags that are new are written with it."""
        if "typed_tags" in self.changed_data:
            self.instance.tag_links = typed(self.instance, self.cleaned_data["typed_tags"])
        return super().save(commit=commit)

    def add_error(self, field: str | None, error: Any) -> None:
        """Record an error; one of a fact that is entered elsewhere is shown above all fields."""
        if field is None and hasattr(error, "error_dict"):
            elsewhere = [name for name in error.error_dict if not self._has_field(name)]
            for name in elsewhere:
                for one in ValidationError(error.error_dict.pop(name)).messages:
                    super().add_error(None, labelled(self.instance, name, one))
            if not error.error_dict:
                return
        super().add_error(field, error)

    def _has_field(self, name: str) -> bool:
        return name == NON_FIELD_ERRORS or name in self.fields

    def _goes_public(self) -> bool:
        if self.is_deferred_validation:
            return False
        approved = "action-workflow-action" in self.data and (
            self.data.get("workflow-action-name") == "approve"
        )
        return approved or any(self.data.get(name) for name in WAYS_TO_PUBLISH)

    def _page_as_written(self) -> Any:
        """A copy of the page with its rows as they are in the form, which keeps them to itself."""
        page = copy.copy(self.instance)
        page._cluster_related_objects = {**getattr(page, "_cluster_related_objects", {})}
        for name, formset in self.formsets.items():
            kept = [form for form in formset.forms if form not in formset.deleted_forms]
            rows = [form.instance for form in kept if form.instance.pk or form.has_changed()]
            page._cluster_related_objects[name] = rows
        if "typed_tags" in self.changed_data:
            page._cluster_related_objects["tag_links"] = typed(
                page, self.cleaned_data["typed_tags"]
            )
        return page

    def _show(self, error: ValidationError) -> None:
        for name, errors in error.update_error_dict({}).items():
            if name in self.formsets:
                self.formsets[name].non_form_errors().extend(errors)
            elif name in self.fields:
                self.add_error(name, errors)
            else:
                messages = [message for one in errors for message in one.messages]
                self.add_error(None, [labelled(self.instance, name, one) for one in messages])
