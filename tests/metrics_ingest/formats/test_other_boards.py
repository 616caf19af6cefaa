import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics_ingest.errors import BadFile, MissingFacts
from metrics_ingest.formats import Facts, Reading, read_benchmark

FACTS = Facts(model="nfm-1.0", date=date(2027, 9, 30))


def read(tmp_path: Path, content: Any, facts: Facts = FACTS) -> Reading:
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_benchmark(path, facts)


# --- BEHAVIOR-1K ----------------------------------------------------------------------------------


def rollout(
    task: str = "turning_on_radio", instance: int = 0, *, success: bool = True
) -> dict[str, Any]:
    return {
        "task": task,
        "instance_id": instance,
        "rollout_id": 0,
        "steps": 500,
        "success": success,
        "q_score": {"final": 1.0 if success else 0.4},
    }


def submission(
    *rollouts: dict[str, Any], names: str = "{task}_{instance_id}_{number}.json"
) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("robot/config.json", "{}")
        for number, content in enumerate(rollouts):
            archive.writestr(names.format(number=number, **content), json.dumps(content))
    return body.getvalue()


def test_a_missing_rollout_counts_as_zero(tmp_path: Path) -> None:
    reading = read(tmp_path, submission(*(rollout(instance=i, success=i < 4) for i in range(8))))
    total = next(
        m for m in reading.measurements if m.task == "(all)" and m.metric == "success_rate"
    )
    task = next(m for m in reading.measurements if m.task == "turning_on_radio")
    assert (total.value, total.n, total.k) == (0.004, 1000, 4)
    assert (task.value, task.n, task.k) == (0.4, 10, 4)
    assert "992 of 1000" in reading.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (submission(rollout(), rollout()), "stands twice"),
        (submission(), "no rollout"),
        (submission(*(rollout(instance=i) for i in range(11))), "must not be selected"),
        (submission(rollout())[:200], "cut off or damaged"),
    ],
)
def test_a_submission_that_breaks_the_rules_is_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        read(tmp_path, content)


# --- Hugging Face ---------------------------------------------------------------------------------

HUB = """
- dataset: {id: cais/hle, task_id: default}
  value: 20.90
  date: "2027-01-15"
- dataset: {id: Idavidrein/gpqa, task_id: diamond}
  value: 0.412
"""


def test_the_unit_of_a_hub_result_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(MissingFacts, match="--unit"):
        read(tmp_path, HUB)


def test_a_value_that_cannot_have_the_stated_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be a fraction"):
        read(tmp_path, HUB, Facts(model="m", date=date(2027, 9, 30), unit="fraction"))


def test_hub_results_keep_their_own_date(tmp_path: Path) -> None:
    found = read(
        tmp_path, HUB, Facts(model="m", date=date(2027, 9, 30), unit="percent")
    ).measurements
    assert [m.date for m in found] == [date(2027, 1, 15), date(2027, 9, 30)]


@pytest.mark.parametrize(
    "text",
    [
        "- dataset: &a {id: x, task_id: y}\n  value: 1\n",
        "- dataset: {id: x, task_id: y}\n  value: .nan\n",
        "- dataset: {id: x, task_id: y}\n  value: [1\n",
    ],
)
def test_yaml_with_anchors_nan_or_cut_off_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile):
        read(tmp_path, text, Facts(model="m", date=date(2027, 9, 30), unit="percent"))


# --- MLPerf, HELM ---------------------------------------------------------------------------------


def test_mlperf_takes_the_numbers_out_of_its_free_text(tmp_path: Path) -> None:
    entries = [
        {
            "Model": "llama2-70b-99",
            "Scenario": "Offline",
            "Result": 1234.5,
            "Units": "Tokens/s",
            "Accuracy": "ROUGE1: 44.43  ROUGE2: 22.03",
            "Submitter": "X",
        },
        {
            "Model": "r",
            "Scenario": "SingleStream",
            "Result": 0.4,
            "Units": "Latency (ms)",
            "Accuracy": None,
        },
    ]
    found = read(tmp_path, json.dumps(entries)).measurements
    assert [(m.metric, m.value, m.direction) for m in found] == [
        ("result", 1234.5, "higher"),
        ("accuracy ROUGE1", 44.43, "higher"),
        ("accuracy ROUGE2", 22.03, "higher"),
        ("result", 0.4, "lower"),
    ]


def stat(name: str, mean: float, **more: Any) -> dict[str, Any]:
    return {
        "name": {"name": name, "split": "test", **more},
        "count": 1,
        "sum": mean,
        "sum_squared": 0.0,
        "mean": mean,
    }


def test_helm_takes_the_test_split_without_perturbations(tmp_path: Path) -> None:
    stats = [
        stat("exact_match", 0.7),
        stat("exact_match", 0.6, perturbation={"name": "typos"}),
        stat("exact_match", 0.9, split="valid"),
        stat("num_prompt_tokens", 812.0),
    ]
    facts = Facts(model="m", date=date(2027, 9, 30), suite="helm-mmlu")
    (found,) = read(tmp_path, json.dumps(stats), facts).measurements
    assert (found.suite, found.value, found.unit, found.n) == ("helm-mmlu", 0.7, "fraction", None)


def test_helm_names_neither_scenario_nor_model_so_both_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(MissingFacts, match="--suite … --model … --date …"):
        read(tmp_path, json.dumps([stat("exact_match", 0.7)]), Facts())


# --- our CSV --------------------------------------------------------------------------------------

HEADER = "suite,task,metric,unit,direction,value,n,k,model,commit,date,condition.simulator"
LINE = "simpler,pick_coke,success_rate,fraction,higher,0.84,300,252,nfm-1.0,,2027-09-30,sapien"


def test_our_csv_keeps_trials_and_conditions(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f"{HEADER}\n{LINE}\n", Facts()).measurements
    assert (found.value, found.n, found.k, found.commit) == (0.84, 300, 252, None)
    assert found.conditions == {"simulator": "sapien"}


def test_our_csv_in_shift_jis_is_read_and_said_so(tmp_path: Path) -> None:
    reading = read(
        tmp_path, f"{HEADER}\n{LINE.replace('pick_coke', '缶を取る')}\n".encode("cp932"), Facts()
    )
    assert reading.measurements[0].task == "缶を取る"
    assert "Shift_JIS" in reading.notes[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LINE.replace("0.84", "84"), "cannot be a fraction"),
        (LINE.replace("252", "301"), "more successes"),
        (LINE.replace("higher", "up"), "direction is “up”"),
        (LINE.replace("2027-09-30", "yesterday"), "date is"),
        (LINE.replace("nfm-1.0", ""), "no model"),
        (LINE.replace("0.84", "nan"), "value is “nan”"),
        (LINE.replace("300", "3e2"), "n is “3e2”"),
        ("", "between 1 and"),
    ],
)
def test_a_line_of_our_csv_that_is_wrong_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read(tmp_path, f"{HEADER}\n{line}\n", Facts())
