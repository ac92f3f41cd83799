"""The page about the server is a contract: each difference that it lists is held by a test, which is named here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "toxiproxy.md"
BETTER, STEADY, LIFE = (f"embedded/test_embedded_{name}.py" for name in ("better", "steady", "life"))
STRAIN, JSON, EVIDENCE = (f"embedded/test_embedded_{name}.py" for name in ("strain", "json", "evidence"))
START = "contract/test_contract_start.py"

# The beginning of a clause in the first column, and what fails when it no longer holds.
HELD_BY = {
    "Attributes out of range are refused": (f"{BETTER}::test_attributes_that_crash_the_original_are_refused",),
    "The API answers in milliseconds": (
        f"{BETTER}::test_a_stalled_reader_never_holds_the_api_up",
        f"{BETTER}::test_a_stalled_proxy_can_be_deleted_when_new_clients_have_come",
    ),
    "The upstream is dialled beside the accept loop, for at most 10 seconds": (
        f"{BETTER}::test_an_upstream_that_never_answers_holds_nobody_else_up",
        f"{STEADY}::test_dialling_ends_at_its_limit",
    ),
    "A half-closed connection stays half open": (f"{BETTER}::test_a_half_closed_connection_gets_its_answer",),
    "`reset_peer` resets connections that were open before it": (
        f"{BETTER}::test_reset_peer_also_resets_connections_that_were_open",
    ),
    "with toxicity 0 it changes nothing": (f"{BETTER}::test_reset_peer_that_hits_nobody_changes_nothing",),
    "taken out, it leaves nothing behind": (f"{BETTER}::test_reset_peer_that_is_taken_out_leaves_nothing_behind",),
    "A PATCH or populate that cannot listen": (
        f"{BETTER}::test_a_failed_move_leaves_the_proxy_as_it_was",
        f"{BETTER}::test_a_failed_replacement_leaves_the_old_proxy_running",
    ),
    "A toxic's update holds whole": (f"{BETTER}::test_an_update_holds_whole_or_changes_nothing",),
    "`POST /reset` goes through all proxies, in order of their names": (
        f"{BETTER}::test_reset_goes_on_past_a_proxy_that_cannot_listen",
        f"{BETTER}::test_reset_tells_of_the_first_failure_in_the_order_of_the_names",
    ),
    "`0.0.0.0:p`, `:p` and `[::]:p` are the same address, and the text that is there already": (
        f"{BETTER}::test_one_wildcard_is_as_good_as_another",
        f"{STEADY}::test_a_patch_with_an_equal_wildcard_keeps_connections",
        f"{STEADY}::test_populate_keeps_an_equal_proxy_that_is_disabled_and_listens_on_a_name",
    ),
    "Who is hit by `toxicity` is drawn once": (
        f"{BETTER}::test_a_seed_decides_who_is_hit",
        f"{BETTER}::test_other_toxics_do_not_change_who_is_hit",
    ),
    "raising `toxicity` keeps those who were hit": (f"{STEADY}::test_raising_toxicity_keeps_those_who_were_hit",),
    "`-seed` makes toxicity, jitter and slices repeatable": (
        f"{BETTER}::test_a_seed_decides_who_is_hit",
        f"{STEADY}::test_a_seed_decides_jitter",
        f"{STEADY}::test_a_seed_decides_slices",
    ),
    "`GET /continuity` shows the seed": (
        f"{LIFE}::test_the_config_file_is_loaded_before_the_server_says_that_it_is_ready",
    ),
    "Error bodies are labelled": (f"{BETTER}::test_errors_say_that_they_are_json",),
    "A taken API port, or a config file that cannot be carried out whole": (
        f"{LIFE}::test_a_taken_port_is_said_and_exits_2",
        f"{LIFE}::test_a_config_file_that_does_not_hold_exits_2",
    ),
    "Metrics of bytes grow while a connection is open": (f"{EVIDENCE}::test_metrics_grow_while_a_connection_is_open",),
    "`-runtime-metrics` shows the figures of the process": (
        f"{START}::test_metrics_tell_of_the_process",
        f"{STEADY}::test_metrics_of_the_process_are_not_those_of_a_go_runtime",
    ),
    "Of the files that the process may open an eighth": (
        f"{STRAIN}::test_when_sockets_run_out_the_api_still_answers_and_clients_get_their_turn_later",
        f"{STRAIN}::test_an_eighth_of_many_files_is_kept",
    ),
    "proxied clients beyond that wait": (
        f"{STRAIN}::test_when_sockets_run_out_the_api_still_answers_and_clients_get_their_turn_later",
        f"{STRAIN}::test_many_listeners_take_nothing_from_the_api",
    ),
    "when clients of the API have taken all but 32": (
        f"{STRAIN}::test_clients_that_take_all_sockets_of_the_api_leave_it_to_the_next_one",
    ),
    "A request is read whole before it is carried out": (f"{BETTER}::test_half_a_request_changes_nothing",),
    "one whose body is cut short": (
        f"{BETTER}::test_half_a_request_changes_nothing",
        "embedded/test_embedded_patience.py::test_a_client_that_is_silent_or_stops_midway_is_cut_when_its_time_is_over",
    ),
    "Nothing is logged, and `LOG_LEVEL` has no effect": (f"{STEADY}::test_nothing_is_logged_whatever_the_level",),
    "`listening on HOST:PORT` is the only line": (
        f"{STEADY}::test_nothing_is_logged_whatever_the_level",
        f"{STRAIN}::test_clients_that_take_all_sockets_of_the_api_leave_it_to_the_next_one",
    ),
    "Errors of name look-ups name the host": (f"{STEADY}::test_errors_of_look_ups_name_the_host",),
    "Bodies over 16 MB, heads over 64 KB and JSON more than 200 levels deep": (
        f"{LIFE}::test_what_is_not_http_is_refused_and_harms_nobody",
        f"{JSON}::test_deep_nesting_is_refused",
    ),
    "a body whose chunks are broken": (f"{LIFE}::test_what_is_not_http_is_refused_and_harms_nobody",),
}


def clauses() -> list[str]:
    """What the first column of the table of differences says, sentence by sentence."""
    part = PAGE.read_text("utf-8").partition("## Where it differs")[2].partition("\n## ")[0]
    rows = [line.split(" | ")[0].removeprefix("| ") for line in part.splitlines() if line.startswith("| ")]
    return [clause for row in rows[1:] for clause in re.split(r"; |\. (?=[A-Z])", row)]


@pytest.mark.parametrize("clause", clauses())
def test_every_difference_on_the_page_names_its_test(clause: str) -> None:
    assert [begin for begin in HELD_BY if clause.startswith(begin)], "name the test that fails without it"


@pytest.mark.parametrize("begin", HELD_BY)
def test_every_difference_that_is_held_stands_on_the_page(begin: str) -> None:
    assert sum(clause.startswith(begin) for clause in clauses()) == 1


@pytest.mark.parametrize("test", sorted({test for tests in HELD_BY.values() for test in tests}))
def test_the_tests_that_hold_the_page_exist(test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
