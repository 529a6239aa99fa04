"""The command line, mostly in process: what it prints where, and with which status it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matcher import Recommender
from matcher.passages import KnownVectors
from service.cli.main import app
from tests.conftest import DATA, ROOT
from tests.service.conftest import DYE_WORKS

VOLATILE = {"id"}


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """The command ``hub-matcher`` with ``arguments``."""
    return CliRunner().invoke(app, arguments, input=stdin)


def told(result: Result) -> dict[str, object]:
    """The answer printed as JSON, without what differs each time."""
    return {key: value for key, value in json.loads(result.stdout).items() if key not in VOLATILE}


def expected(recommender: Recommender, text: str, **stated: object) -> dict[str, object]:
    """The library's answer, without what differs each time."""
    return recommender.recommend(text, **stated).model_dump(mode="json", exclude=VOLATILE)  # type: ignore[arg-type]


def test_help_does_not_load_the_library() -> None:
    """Help is quick: neither numpy nor the encoder is imported for it."""
    code = "import sys, service.cli.main; sys.exit('numpy' in sys.modules or 'matcher' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("command", [[], ["recommend"], ["catalogue"], ["catalogue", "check"], ["train"], ["serve"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    """--help ends well and shows how to call it."""
    result = run(*command, "--help")
    assert (result.exit_code, result.stdout.startswith("Usage: ")) == (0, True)


def test_a_need_gets_ranked_hubs(recommender: Recommender) -> None:
    """The hub that the library ranks first stands on the first line of the ranking."""
    best = recommender.recommend(DYE_WORKS).recommendations[0]
    first = next(line for line in run("recommend", DYE_WORKS).stdout.splitlines() if line.startswith(" 1 "))
    assert best.name[:40] in first


def test_a_file_gets_no_colours_and_no_trailing_spaces() -> None:
    """Output that goes to a file or a pipe is plain text."""
    lines = run("recommend", DYE_WORKS).stdout.splitlines()
    assert [line for line in lines if "\x1b" in line or line != line.rstrip()] == []


def test_json_is_the_librarys_answer(recommender: Recommender) -> None:
    """The same object as over HTTP, but for the id that each answer gets."""
    assert told(run("recommend", "--json", DYE_WORKS)) == expected(recommender, DYE_WORKS)


def test_stated_facts_reach_the_library(recommender: Recommender) -> None:
    """Each option is a fact of the query; those that may be repeated add up."""
    options = [
        "--language=en",
        "--place=Faro",
        "--sector=travel-and-tourism",
        "--sector=textiles",
        "--technology=big-data",
    ]
    result = run(
        "recommend", "--json", *options, "--service=incubation", "--client=startup", "--network=PT-DIH", "--k=2", "x"
    )
    facts = {"sectors": ["travel-and-tourism", "textiles"], "technologies": ["big-data"], "services": ["incubation"]}
    one = {"language": "en", "place": "Faro", "client": "startup", "networks": ["PT-DIH"], "k": 2}
    assert told(result) == expected(recommender, "x", **facts, **one)


def test_a_need_may_come_from_stdin(recommender: Recommender) -> None:
    """A dash stands for the text on stdin, without the line break at its end."""
    assert told(run("recommend", "--json", "-", stdin=DYE_WORKS + "\n")) == expected(recommender, DYE_WORKS)


UNUSABLE: list[tuple[str, list[str], str]] = [
    ("no need", ["recommend"], "expected either a need"),
    ("need and file", ["recommend", "x", "--input=f"], "expected either a need"),
    ("fact and file", ["recommend", "--input=f", "--place=Faro"], "place: goes into the lines"),
    ("output without file", ["recommend", "x", "--output=f"], "--output"),
    ("empty", ["recommend", ""], "text: is empty"),
    ("blank", ["recommend", " \n "], "text: is empty"),
    ("too long", ["recommend", "x" * 4_001], "text: has 4001 characters"),
    ("control character", ["recommend", "x\x1b[2J"], "text: holds control characters"),
    ("lone surrogate", ["recommend", "x\udcff"], "text: holds a lone surrogate"),
    ("k out of range", ["recommend", "x", "--k=51"], "k: "),
    ("k no number", ["recommend", "x", "--k=many"], "--k"),
    ("unknown language", ["recommend", "x", "--language=xx"], "language: "),
    ("unknown network", ["recommend", "x", "--network=NATO"], "networks.0: "),
    ("missing file", ["recommend", "--input=/no/such/file"], "--input: '/no/such/file' cannot be read"),
    ("folder as file", ["recommend", "--input=/"], "--input: '/' cannot be read"),
    ("output nowhere", ["recommend", "--input=/dev/null", "--output=/no/such/f"], "--output: '/no/such/f' cannot be"),
    ("unknown command", ["recomend"], "Did you mean 'recommend'?"),
    ("unknown option", ["recommend", "x", "--colour"], "--colour"),
]


@pytest.mark.parametrize(("_name", "arguments", "message"), UNUSABLE, ids=[name for name, _, _ in UNUSABLE])
def test_what_cannot_be_used_is_told_on_stderr(_name: str, arguments: list[str], message: str) -> None:
    """One message that names the fault, nothing on stdout, status 2, no traceback."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout, type(result.exception)) == (2, "", SystemExit)
    assert message in result.stderr


@pytest.mark.parametrize(("option", "field"), [("--sector", "sectors"), ("--place", "place"), ("--client", "client")])
def test_an_unknown_code_or_place_is_told(option: str, field: str) -> None:
    """The library's own message, with status 2."""
    result = run("recommend", "x", option, "no-such-thing")
    assert (result.exit_code, result.stderr.startswith(f"hub-matcher: {field}: unknown")) == (2, True)


@pytest.mark.parametrize("stdin", [b"\xff\xfe", b"x" * 1_000_001, b""])
def test_stdin_that_is_no_need_is_told(stdin: bytes) -> None:
    """Bytes that are no text, too many of them, or none."""
    result = run("recommend", "-", stdin=stdin)
    assert (result.exit_code, result.stderr.startswith("hub-matcher: text: ")) == (2, True)


@pytest.mark.parametrize("option", ["--data", "--models", "--encoder"])
def test_a_folder_that_is_not_there_is_told(option: str, tmp_path: Path) -> None:
    """Data and models are somebody else's to mend: status 1."""
    result = run("recommend", "x", option, str(tmp_path / "nowhere"))
    assert (result.exit_code, result.stdout, "nowhere" in result.stderr) == (1, "", True)


def test_a_file_of_needs_becomes_a_file_of_answers(recommender: Recommender, tmp_path: Path) -> None:
    """Each line is the library's answer with the need's own id."""
    needs, output = tmp_path / "needs.jsonl", tmp_path / "answers.jsonl"
    needs.write_text(json.dumps({"id": "d1", "text": DYE_WORKS, "k": 1}) + "\n", encoding="utf-8")
    assert run("recommend", "--input", str(needs), "--output", str(output)).exit_code == 0
    line = json.loads(output.read_text(encoding="utf-8"))
    assert {key: value for key, value in line.items() if key not in VOLATILE} == {
        "need_id": "d1",
        **expected(recommender, DYE_WORKS, k=1),
    }


def test_a_broken_line_costs_the_status_and_not_the_answers(tmp_path: Path) -> None:
    """Status 1, the fault with its line on stderr, and the other line answered."""
    needs = tmp_path / "needs.jsonl"
    needs.write_text('{"text": "x"}\n{broken\n', encoding="utf-8")
    result = run("recommend", "--input", str(needs))
    kinds = ["error" in json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, kinds, f"{needs}:2: line: not JSON" in result.stderr) == (1, [False, True], True)


def test_the_shipped_catalogue_is_sound() -> None:
    """Without faults, the rows of each file and status 0."""
    result = run("catalogue", "check")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "no faults")


def test_a_fault_of_the_catalogue_is_listed(tmp_path: Path) -> None:
    """File, line and message on stdout, status 1."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    with (data / "hubs" / "pt.jsonl").open("a") as file:
        file.write("{broken\n")
    result = run("catalogue", "check", "--data", str(data))
    assert (result.exit_code, f"{data}/hubs/pt.jsonl:24: not JSON" in result.stdout) == (1, True)


def test_passages_are_embedded_once_and_found_again(recommender: Recommender, tmp_path: Path) -> None:
    """What `catalogue embed` writes holds a vector for every passage of the catalogue."""
    encoder = ROOT / "models" / "encoder" / recommender.encoder.version
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    (data / "hubs" / "eu.jsonl").write_text("")  # the national network is enough, and quick
    result = run("catalogue", "embed", "--data", str(data), "--models", str(tmp_path), "--encoder", str(encoder))
    known = KnownVectors.load(tmp_path / "passages" / "vectors.npz")
    assert result.stdout.startswith(
        f"{len(known.keys)} passages of 23 hubs and zones, by {recommender.encoder.version}"
    )


def test_a_trained_model_is_not_overwritten(tmp_path: Path) -> None:
    """A version is written once: whoever means it says --replace."""
    (tmp_path / "weights.npz").touch()
    result = run("train", "concepts", "--output", str(tmp_path))
    assert (result.exit_code, "holds a model already" in result.stderr) == (2, True)


def test_a_port_that_is_none_is_told() -> None:
    """Ports end at 65535."""
    result = run("serve", "--port=70000")
    assert (result.exit_code, "--port" in result.stderr) == (2, True)


def test_a_closed_pipe_is_quiet() -> None:
    """`| head` ends the command without a word."""
    command = f"{sys.executable} -m service.cli catalogue check | true"
    result = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize("need", ["$(echo no) `echo no` $HOME", 'it\'s "quoted"', "$(shell echo no) $$ # no"])
def test_make_passes_a_need_as_it_was_typed(need: str) -> None:
    """Neither make nor the shell runs or replaces anything in a need."""
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if "NEED" in line and "\t" not in line]
    makefile = "\n".join([line for line in lines if "##" not in line] + ["show:", '\t@printf %s "$$NEED"', ""])
    result = subprocess.run(
        ["make", "--no-print-directory", "-f", "-", f"NEED={need}"],
        input=makefile,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == need
