"""Who may handle whom: within the own units, never upward, never the last administrator away."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from survey_app.services.accounts.invitations import accept_invitation, find_open_invitation
from survey_app.services.accounts.sessions import list_sessions, start_session
from survey_app.services.context import Context
from survey_app.services.people.account import (
    deactivate_person,
    issue_link,
    reactivate_person,
    reset_account,
    revoke_links,
    sign_out_everywhere,
)
from survey_app.services.people.details import change_details
from survey_app.services.people.grants import NewTerm, add_grant, change_grant, end_grant
from survey_app.services.people.invite_person import NewPerson, invite_person
from survey_app.services.people.list_people import PeopleFilter, list_people
from survey_app.services.people.person_page import read_person
from survey_app.services.people.units import list_scope_places, match_units
from survey_app.services.refusal import Refusal
from survey_app.services.staff import load_staff
from survey_app.store.database import Database
from tests.integration.services.people import (
    NOW,
    TODAY,
    acting,
    administrator,
    give_password,
    grant,
    make_world,
)
from tests.support.staff import make_person


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    return make_world(database, tmp_path)


def refusal_of(action: object, *args: object, **named: object) -> str:
    assert callable(action)
    with pytest.raises(Refusal) as refused:
        action(*args, **named)
    return refused.value.code


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_an_invited_person_has_one_grant_and_a_link_that_works_once(context: Context) -> None:
    province = administrator(context, "12")
    invited = invite_person(
        province,
        NewPerson(" Lò.Hoa ", "Lò  Thị Hoa", grant(group_covered="Phụ nữ dân tộc Thái")),
    )
    assert invited.address.startswith("http://127.0.0.1:8000/staff/invitation/")
    page = read_person(province, invited.person_id)
    assert (page.login, page.name, page.state) == ("lò.hoa", "Lò Thị Hoa", "invited")
    (line,) = page.grants
    assert (line.role, line.unit_name, line.term) == (
        "collaborator", "Phường Tân Phong, tỉnh Lai Châu", "now",
    )  # fmt: skip
    assert find_open_invitation(context, token_of(invited.address)).login == "lò.hoa"
    accept_invitation(context, token_of(invited.address), "$argon2id$x")
    assert refusal_of(find_open_invitation, context, token_of(invited.address)) == "invitation_used"
    assert read_person(province, invited.person_id).state == "active"


def test_an_invitation_that_is_refused_leaves_nothing(context: Context) -> None:
    province = administrator(context, "12")
    wanted = NewPerson("lo.hoa", "Lò Thị Hoa", grant(unit="03101"))
    assert refusal_of(invite_person, province, wanted) == "unit_not_found"
    assert list_people(context, PeopleFilter(search="hoa")).total == 0
    invite_person(province, NewPerson("lo.hoa", "Lò Thị Hoa", grant()))
    other = administrator(context, "11")
    taken = NewPerson("LO.HOA", "Ai đó", grant(unit="03101"))
    assert refusal_of(invite_person, other, taken) == "login_taken"


@pytest.mark.parametrize("unit", [None, "11", "03101", "99999", "12 "])
def test_nobody_grants_what_lies_outside_the_own_units(context: Context, unit: str | None) -> None:
    province = administrator(context, "12")
    person = make_person(context, ("viewer", "03001"))
    assert refusal_of(add_grant, province, person, grant(unit=unit)) == "unit_not_found"
    assert len(read_person(context, person).grants) == 1


def test_a_unit_that_is_none_is_refused_to_everybody(context: Context) -> None:
    everywhere = administrator(context, None)
    person = make_person(context, ("viewer", "03001"))
    assert refusal_of(add_grant, everywhere, person, grant(unit="99999")) == "unit_not_found"
    add_grant(everywhere, person, grant("administrator", None))


def test_people_of_other_units_are_unknown(context: Context) -> None:
    province = administrator(context, "12")
    stranger = make_person(context, ("viewer", "03101"))
    for action, args in (
        (read_person, ()),
        (add_grant, (grant(),)),
        (end_grant, (1,)),
        (change_grant, (1, NewTerm(None))),
        (deactivate_person, ()),
        (reactivate_person, ()),
        (sign_out_everywhere, ()),
        (issue_link, ()),
        (reset_account, ()),
        (revoke_links, ()),
    ):
        assert refusal_of(action, province, stranger, *args) == "unknown_person"
    named = {"name": "X", "contact": ""}
    assert refusal_of(change_details, province, stranger, **named) == "unknown_person"


def test_a_grant_of_somebody_else_is_unknown(context: Context) -> None:
    province = administrator(context, "12")
    one, two = (make_person(context, ("viewer", "03001")) for _ in range(2))
    (foreign,) = read_person(context, two).grants
    assert refusal_of(end_grant, province, one, foreign.id) == "unknown_grant"
    assert refusal_of(change_grant, province, one, foreign.id, NewTerm(None)) == "unknown_grant"


def test_whoever_also_stands_above_is_not_taken_over(context: Context) -> None:
    province = administrator(context, "12")
    above = make_person(context, ("officer", "03001"), ("administrator", None))
    give_password(context, above)
    assert not read_person(province, above).is_whole
    for action in (
        deactivate_person, reactivate_person, sign_out_everywhere, issue_link, reset_account,
        revoke_links,
    ):  # fmt: skip
        assert refusal_of(action, province, above) == "person_beyond_scope"
    named = {"name": "X", "contact": ""}
    assert refusal_of(change_details, province, above, **named) == "person_beyond_scope"
    (line,) = read_person(province, above).grants
    end_grant(province, above, line.id)
    assert read_person(context, above).grants[0].unit_code is None


def test_nobody_widens_the_own_grants(context: Context) -> None:
    province = administrator(context, "12")
    own = province.actor.person_id
    assert own is not None
    assert refusal_of(add_grant, province, own, grant("officer", "12")) == "own_grant"
    (line,) = read_person(province, own).grants
    soon = TODAY + timedelta(days=9)
    change_grant(province, own, line.id, NewTerm(soon))
    later = NewTerm(soon + timedelta(days=1))
    assert refusal_of(change_grant, province, own, line.id, later) == "own_grant"
    assert refusal_of(change_grant, province, own, line.id, NewTerm(None)) == "own_grant"
    assert refusal_of(deactivate_person, province, own) == "own_account"
    assert refusal_of(reset_account, province, own) == "own_account"


def test_the_last_administrator_stays(context: Context) -> None:
    first = administrator(context, None)
    own = first.actor.person_id
    assert own is not None
    (line,) = read_person(first, own).grants
    assert refusal_of(end_grant, first, own, line.id) == "last_administrator"
    soon = NewTerm(TODAY + timedelta(days=9))
    assert refusal_of(change_grant, first, own, line.id, soon) == "last_administrator"
    assert refusal_of(deactivate_person, context, own) == "last_administrator"
    assert refusal_of(reset_account, context, own) == "last_administrator"

    second = invite_person(first, NewPerson("pho", "Người thứ hai", grant("administrator", None)))
    assert refusal_of(end_grant, first, own, line.id) == "last_administrator"  # cannot sign in yet
    accept_invitation(context, token_of(second.address), "$argon2id$x")
    end_grant(first, own, line.id)
    assert load_staff(context, own) == load_staff(context, own)
    assert refusal_of(deactivate_person, context, second.person_id) == "last_administrator"


def test_two_administrators_who_shut_out_each_other_do_not_both_succeed(context: Context) -> None:
    one, two = administrator(context, None), administrator(context, None)
    outcomes: list[str] = []

    def shut(actor: Context, other: Context) -> None:
        assert other.actor.person_id is not None
        try:
            deactivate_person(actor, other.actor.person_id)
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=shut, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "last_administrator"]


def test_an_ended_grant_gives_nothing_at_once_and_stays_as_it_was(context: Context) -> None:
    province = administrator(context, "12")
    person = make_person(context, ("officer", "03001"))
    granted = add_grant(province, person, grant("viewer", "12"))
    end_grant(province, person, granted)
    staff = load_staff(context, person)
    assert staff is not None
    assert [held.role for held in staff.grants] == ["officer"]
    line = next(line for line in read_person(province, person).grants if line.id == granted)
    assert (line.term, line.valid_to) == ("over", TODAY - timedelta(days=1))
    assert refusal_of(end_grant, province, person, granted) == "grant_over"
    assert refusal_of(change_grant, province, person, granted, NewTerm(None)) == "grant_over"
    add_grant(province, person, grant("viewer", "12"))


def test_terms_are_checked(context: Context) -> None:
    province = administrator(context, "12")
    person = make_person(context, ("viewer", "03002"))
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    reversed_term = grant(valid_from=tomorrow, valid_to=TODAY)
    assert refusal_of(add_grant, province, person, reversed_term) == "term_reversed"
    over = grant(valid_from=date(2026, 1, 1), valid_to=yesterday)
    assert refusal_of(add_grant, province, person, over) == "term_over"
    long = grant(group_covered="x" * 161)
    assert refusal_of(add_grant, province, person, long) == "group_too_long"
    granted = add_grant(province, person, grant(valid_from=tomorrow, valid_to=tomorrow))
    assert refusal_of(add_grant, province, person, grant(valid_from=tomorrow)) == "grant_exists"
    add_grant(province, person, grant(valid_from=TODAY, valid_to=TODAY))
    staff = load_staff(context, person)
    assert staff is not None
    assert sorted(held.role for held in staff.grants) == ["collaborator", "viewer"]
    change_grant(province, person, granted, NewTerm(None, "Cựu chiến binh"))
    line = next(line for line in read_person(province, person).grants if line.id == granted)
    assert (line.term, line.valid_to, line.group_covered) == ("later", None, "Cựu chiến binh")


def test_the_second_of_two_administrators_is_told(context: Context) -> None:
    province, other = administrator(context, "12"), administrator(context, "12")
    person = make_person(context, ("viewer", "03001"))
    seen = read_person(province, person).version
    add_grant(other, person, grant("officer", "03001"), version=seen)
    stale = refusal_of(change_details, province, person, name="Tên khác", contact="", version=seen)
    assert stale == "person_changed"
    assert refusal_of(deactivate_person, province, person, seen) == "person_changed"
    fresh = read_person(province, person)
    assert fresh.name != "Tên khác"
    assert fresh.events[0].action == "grant.given"
    change_details(province, person, name="Tên khác", contact="0912 000 000", version=fresh.version)
    assert read_person(province, person).name == "Tên khác"


def test_a_shut_account_is_out_at_once_and_comes_back_with_its_grants(context: Context) -> None:
    province = administrator(context, "12")
    person = make_person(context, ("officer", "03001"))
    give_password(context, person)
    start_session(context, person)
    deactivate_person(province, person)
    assert load_staff(context, person) is None
    assert list_sessions(context, person) == []
    assert read_person(province, person).state == "inactive"
    assert refusal_of(deactivate_person, province, person) == "not_active"
    assert refusal_of(reset_account, province, person) == "not_active"
    reactivate_person(province, person)
    staff = load_staff(context, person)
    assert staff is not None
    assert [held.role for held in staff.grants] == ["officer"]
    assert refusal_of(reactivate_person, province, person) == "already_active"


def test_a_reset_ends_everything_old_before_the_link_is_used(context: Context) -> None:
    province = administrator(context, "12")
    person = make_person(context, ("officer", "03001"))
    give_password(context, person)
    start_session(context, person)
    assert refusal_of(issue_link, province, person) == "has_password"
    first = reset_account(province, person)
    page = read_person(province, person)
    assert (page.state, page.sessions, page.has_password) == ("invited", 0, False)
    second = issue_link(province, person)
    assert refusal_of(find_open_invitation, context, token_of(first)) == "invitation_used"
    assert find_open_invitation(context, token_of(second)).person_id == person
    revoke_links(province, person)
    assert read_person(province, person).state == "link_over"
    assert refusal_of(revoke_links, province, person) == "no_link"


def test_signing_out_everywhere_counts_the_browsers(context: Context) -> None:
    province = administrator(context, "12")
    person = make_person(context, ("officer", "03001"))
    start_session(context, person)
    start_session(context, person)
    assert read_person(province, person).sessions == 2
    assert sign_out_everywhere(province, person) == 2
    assert sign_out_everywhere(province, person) == 0


def test_the_list_is_searched_without_diacritics_and_ordered_by_given_name(
    context: Context,
) -> None:
    for name in ("Lò Văn Bình", "Đặng Thị Ánh", "Bùi Ấn", "Nguyễn An", "Lò Thị Anh"):
        make_person(context, ("collaborator", "03001"), name=name)
    make_person(context, ("viewer", "03101"), name="Vàng A Sửa")
    province = administrator(context, "12")
    names = [line.name for line in list_people(province, PeopleFilter(role="collaborator")).lines]
    assert names == ["Nguyễn An", "Lò Thị Anh", "Đặng Thị Ánh", "Bùi Ấn", "Lò Văn Bình"]
    found = list_people(province, PeopleFilter(search="dang anh"))
    assert [line.name for line in found.lines] == ["Đặng Thị Ánh"]
    assert list_people(province, PeopleFilter(search="sua")).total == 0
    assert list_people(context, PeopleFilter(search="sua")).total == 1
    by_unit = list_people(context, PeopleFilter(unit_code="11"))
    assert [line.name for line in by_unit.lines] == ["Vàng A Sửa"]


def test_the_list_is_cut_into_pages_of_fifty(context: Context) -> None:
    province = administrator(context, "12")
    for _ in range(55):
        make_person(context, ("viewer", "03001"))
    first, last = (list_people(province, PeopleFilter(page=page)) for page in (1, 99))
    assert (len(first.lines), first.total, first.pages) == (50, 56, 2)
    assert (len(last.lines), last.page) == (6, 2)
    assert list_people(province, PeopleFilter(state="link_over")).total == 55
    assert list_people(province, PeopleFilter(state="active")).total == 1


def test_a_unit_is_found_by_code_or_name_within_the_scope(context: Context) -> None:
    everywhere, province = administrator(context, None), administrator(context, "12")
    assert match_units(province, "tan phong").code == "03001"
    both = match_units(everywhere, "Tân Phong")
    assert both.code is None
    assert [place.full for place in both.places] == [
        "Phường Tân Phong, tỉnh Lai Châu", "Xã Tân Phong, tỉnh Điện Biên",
    ]  # fmt: skip
    assert match_units(everywhere, "xã sín thầu").code == "03101"
    assert match_units(everywhere, "03101").code == "03101"
    assert match_units(province, "03101").places == ()
    assert match_units(province, "  ").places == ()
    assert [place.code for place in list_scope_places(province, 100)] == ["03001", "03002", "12"]
    assert list_scope_places(everywhere, 100) == ()


def test_what_was_done_is_recorded_without_names(context: Context) -> None:
    province = administrator(context, "12")
    invited = invite_person(
        province, NewPerson("lo.hoa", "Lò Thị Hoa", grant(group_covered="Chị em"), "0912 345 678")
    )
    change_details(province, invited.person_id, name="Lò Thị Hòa", contact="")
    events = read_person(province, invited.person_id).events
    assert [event.action for event in events] == [
        "person.changed", "invitation.issued", "grant.given", "person.added",
    ]  # fmt: skip
    told = " ".join(str(event.details) for event in events)
    assert not [word for word in ("Hoa", "Hòa", "Chị em", "0912") if word in told]
    assert {event.person_id for event in events} == {province.actor.person_id}


def test_the_command_line_has_no_units_of_its_own(context: Context) -> None:
    person = make_person(context, ("viewer", "03101"))
    add_grant(context, person, grant("administrator", None))
    assert acting(context, person).scope is not None
    assert read_person(context, person).created_at + timedelta(seconds=1) > NOW
