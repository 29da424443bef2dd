"""What Tab offers, through the protocol of each of four shells, and in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inside import run
from program import TOP, environment

XUEWEI = str(Path(sys.executable).with_name("xuewei"))
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
CASES = [
    ("gap --stage ", ["kindergarten", "primary", "middle"]),
    ("gap --stage m", ["middle"]),
    ("gap --year 203", ["2030", "2031", "2032", "2033", "2034", "2035"]),
    ("gap --scenario examples/one", ["examples/one_year_late.yaml"]),
    ("gap --scenario examples/re", ["examples/review/"]),
    ("gap --plan examples/small_city/plan.yaml --area ", ["东区", "西区"]),
    ("diff plan_", ["plan_2021_2025"]),
    ("diff examples/small_city/p", ["examples/small_city/plan.yaml", "examples/small_city/population/"]),
    ("plan set 2025-k", ["2025-kindergarten-1", "2025-kindergarten-2", "2025-kindergarten-3"]),
    ("plan set --plan examples/small_city/plan.yaml e", ["east-kindergarten"]),
    ("plan set 2025-kindergarten-1 se", ["seats."]),
    ("plan set 2025-kindergarten-1 opens=2026 p", ["planned=", "provision=", "progress="]),
    ("track close 2025-k", ["2025-kindergarten-1", "2025-kindergarten-2", "2025-kindergarten-3"]),
    ("track --plan examples/progress/plan.yaml --unit ", ["东区教育局", "城市建设公司", "西区教育局"]),
    ("sweep --set population.b", ["population.births=", "population.births."]),
    ("fit china --area ", ["全国"]),
    ("fit china --stage k", ["kindergarten"]),
    ("fit nowhere --area ", []),
    ("gap --plan nowhere.yaml --stage ", []),
    ("gap --plan examples/review/delay.patch --year ", []),
]


def offered(shell: str, line: str, at: Path = TOP) -> str:
    """What the program answers a shell that completes ``line``."""
    line = f"xuewei {line}"
    words = line.split(" ")
    variables = {
        "_XUEWEI_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
    }
    done = run(cwd=at, **variables)
    assert done.stderr == ""
    return done.stdout


def names(shell: str, answer: str) -> list[str]:
    """The offers alone, without what a shell shows beside them."""
    lines = [line for line in answer.splitlines() if line]
    if shell == "zsh":
        return [line.split('"')[1] for line in lines if '"' in line]
    return [line.split("\t")[0].split(":::")[0] for line in lines]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("line", "wanted"), CASES, ids=[line for line, _ in CASES])
def test_every_shell_is_offered_the_same(shell: str, line: str, wanted: list[str]) -> None:
    """Files, stages, years, areas, ids, keys, parameters; nothing, and no fault, where a file cannot be read."""
    assert names(shell, offered(shell, line)) == wanted


SCENARIO = "scenario: 迟\nextends: plan_2021_2025\n"
STRANGE = (
    "$(touch ran)",
    "\\$(touch ran)",
    "`touch ran`",
    "; touch ran;",
    "'; touch ran; '",
    '"',
    "a\nb",
    "\x1b[2J",
    "*",
)
"""Names that a shell takes for more than a name."""


@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_is_offered_so_that_it_stays_a_name(shell: str, tmp_path: Path) -> None:
    """One that begins as an option does is offered from its folder; what a shell would run is not offered."""
    for name in ("--output=victim", "-rf", "plain", "二零二五", *STRANGE):
        (tmp_path / f"{name}.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "-folder").mkdir()
    (tmp_path / "$(touch ran)").mkdir()
    wanted = ["./--output=victim.yaml", "./-folder/", "./-rf.yaml", "plain.yaml", "二零二五.yaml"]
    assert names(shell, offered(shell, "gap --scenario ", tmp_path)) == wanted
    wanted = ["./--output=victim.yaml", "./-folder/", "./-rf.yaml"]
    assert names(shell, offered(shell, "gap --scenario ./-", tmp_path)) == wanted


@pytest.mark.parametrize("shell", SHELLS)
def test_ids_and_names_of_a_plan_run_nothing(shell: str, tmp_path: Path) -> None:
    """They are shown beside each other, and a shell may evaluate both."""
    rows = "".join(
        f"  - {{id: {each}, name: {name}, type: primary, planned: 2021, seats: {{primary: 540}}}}\n"
        for each, name in (("good", '"\\\\$(touch ran) 小学"'), ("'`touch ran`'", "x"), ('"\\\\$(touch ran)"', "y"))
    )
    text = f"plan: 试\narea: 东区\nyears: [2021, 2024]\nschools:\n{rows}"
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    answer = offered(shell, "plan set --plan plan.yaml ", tmp_path)
    assert names(shell, answer) == ["good"]
    assert not set("$`\\") & set(answer.replace("\\:", ""))


def script(shell: str) -> str:
    """What a shell loads to complete the program."""
    variables = environment(_XUEWEI_COMPLETE=f"source_{shell}")
    return subprocess.run([XUEWEI], capture_output=True, encoding="utf-8", check=True, env=variables).stdout


def in_shell(shell: str, text: str, at: Path = TOP) -> list[str]:
    """The lines that a shell prints when it runs ``text``; without that shell, skipped."""
    if shutil.which(shell) is None:
        if os.environ.get("XUEWEI_CI"):
            pytest.fail(f"{shell} is not installed")
        pytest.skip(f"{shell} is not installed")
    path = os.pathsep.join((str(Path(XUEWEI).parent), os.environ["PATH"]))
    variables = environment(PATH=path)
    done = subprocess.run([shell, "-c", text], capture_output=True, encoding="utf-8", cwd=at, env=variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_bash_itself_completes_ids_and_stages() -> None:
    """The function that bash calls fills its answer."""
    begun = "COMP_WORDS=(xuewei plan set 2021-p); COMP_CWORD=3; _xuewei_completion xuewei"
    shown = 'printf "%s\\n" "${COMPREPLY[@]}"'
    assert in_shell("bash", f"{script('bash')}\n{begun}; {shown}") == ["2021-primary-1", "2021-primary-2"]


def test_fish_itself_completes_stages_with_their_names() -> None:
    """As if Tab were pressed after the words."""
    lines = in_shell("fish", f'{script("fish")}\ncomplete -C "xuewei gap --stage "')
    assert sorted(lines) == ["kindergarten\t幼儿园", "middle\t初中", "primary\t小学"]


def test_zsh_loads_the_completion() -> None:
    """The script is good zsh, and the program's name is bound to it."""
    text = script("zsh").replace("#compdef xuewei", "")
    assert in_shell("zsh", f"autoload -U compinit; compinit -u -D\n{text}\nprint ${{_comps[xuewei]}}") == [
        "_xuewei_completion"
    ]


def test_zsh_runs_nothing_of_what_it_is_offered(tmp_path: Path) -> None:
    """It evaluates the answer, names of schools with it."""
    row = '  - {id: a, name: "\\\\$(touch ran)", type: primary, planned: 2021, seats: {primary: 540}}\n'
    text = f"plan: 试\narea: 东区\nyears: [2021, 2024]\nschools:\n{row}"
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    answer = offered("zsh", "plan set --plan plan.yaml ", tmp_path)
    (tmp_path / "answer").write_text(answer, encoding="utf-8")
    in_shell("zsh", '_arguments() { eval "set -- ${1#*:*:}"; }; eval $(cat answer); true', tmp_path)
    assert not (tmp_path / "ran").exists()
