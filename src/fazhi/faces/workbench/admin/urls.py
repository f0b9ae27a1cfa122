"""The addresses of administrators' pages."""

from __future__ import annotations

from django.urls import path

from fazhi.faces.workbench.admin import calendar, changes, people, rights, rubrics, rules, units

urlpatterns = [
    path("units/", units.tree, name="admin_units"),
    path("units/new/", units.new, name="admin_unit_new"),
    path("units/fill/", units.fill, name="admin_units_fill"),
    path("units/<uuid:key>/", units.unit, name="admin_unit"),
    path("units/<uuid:key>/rename/", units.rename, name="admin_unit_rename"),
    path("units/<uuid:key>/move/", units.move, name="admin_unit_move"),
    path("units/<uuid:key>/close/", units.close, name="admin_unit_close"),
    path("people/", people.people, name="admin_people"),
    path("people/new/", people.new, name="admin_person_new"),
    path("people/<uuid:key>/", people.person, name="admin_person"),
    path("people/<uuid:key>/seats/new/", people.give_seat, name="admin_seat_new"),
    path("people/<uuid:key>/seats/<int:seat>/end/", people.end_seat, name="admin_seat_end"),
    path("people/<uuid:key>/close/", people.close, name="admin_person_close"),
    path("people/<uuid:key>/reopen/", people.reopen, name="admin_person_reopen"),
    path("people/<uuid:key>/password/", people.password, name="admin_person_password"),
    path("people/<uuid:key>/unlock/", people.unlock, name="admin_person_unlock"),
    path("people/<uuid:key>/factor/", people.factor, name="admin_person_factor"),
    path("rights/", rights.rights, name="admin_rights"),
    path("rubrics/", rubrics.rubrics, name="admin_rubrics"),
    path("rubrics/<str:identifier>/new/", rubrics.new, name="admin_rubric_new"),
    path("rubrics/<str:identifier>/<str:version>/", rubrics.rubric, name="admin_rubric"),
    path("rules/", rules.rules, name="admin_rules"),
    path("rules/<str:identifier>/", rules.one, name="admin_rule"),
    path("rules/<str:identifier>/set/", rules.set_one, name="admin_rule_set"),
    path("rules/<str:identifier>/unset/", rules.unset_one, name="admin_rule_unset"),
    path("rules/<str:identifier>/check/<str:version>/", rules.check, name="admin_rule_check"),
    path("calendar/", calendar.year, name="admin_calendar"),
    path("calendar/day/", calendar.enter, name="admin_calendar_day"),
    path("changes/", changes.changes, name="admin_changes"),
    path("changes/sign-ins/", changes.sign_ins, name="admin_sign_ins"),
    path("changes/unmaskings/", changes.unmaskings, name="admin_unmaskings"),
]
