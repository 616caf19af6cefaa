import json
from datetime import date
from pathlib import Path

import pytest

from demo.measurements import lerobot_eval_info
from metrics_ingest.errors import BadFile, MissingFacts
from metrics_ingest.formats import Facts, Measurement, Reading, read_benchmark

FACTS = Facts(model="nfm-1.0", date=date(2027, 9, 30))


def write(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "eval_info.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def one(reading: Reading, suite: str, task: str, metric: str) -> Measurement:
    (found,) = [
        m for m in reading.measurements if (m.suite, m.task, m.metric) == (suite, task, metric)
    ]
    return found


def older(**changes: object) -> dict[str, object]:
    episodes = [
        {
            "episode_ix": i,
            "sum_reward": float(i < 3),
            "max_reward": 1.0,
            "success": i < 3,
            "seed": i,
        }
        for i in range(4)
    ]
    return {
        "per_episode": episodes,
        "aggregated": {
            "avg_sum_reward": 0.75,
            "avg_max_reward": 1.0,
            "pc_success": 75.0,
            "eval_s": 3.0,
        },
        **changes,
    }


def test_a_success_rate_keeps_its_trials_and_its_unit(tmp_path: Path) -> None:
    reading = read_benchmark(write(tmp_path, lerobot_eval_info()), FACTS)
    rate = one(reading, "libero_spatial", "(all)", "pc_success")
    assert (rate.unit, rate.direction, rate.n) == ("percent", "higher", 200)
    assert rate.k is not None
    assert rate.value == pytest.approx(100 * rate.k / 200)


def test_safety_keys_that_are_absent_are_not_reported_as_zero(tmp_path: Path) -> None:
    reading = read_benchmark(write(tmp_path, lerobot_eval_info()), FACTS)
    suites = {m.suite for m in reading.measurements if m.metric == "pc_had_violation"}
    assert suites == {"libero_safety", "lerobot-overall"}
    assert one(reading, "lerobot-overall", "(all)", "avg_safety_cost").n == 200


def test_model_and_date_are_asked_for_with_the_options_that_give_them(tmp_path: Path) -> None:
    with pytest.raises(MissingFacts, match="--model … --date …") as caught:
        read_benchmark(write(tmp_path, lerobot_eval_info()), Facts())
    assert caught.value.facts == ["model", "date"]


def test_bare_nan_means_unknown(tmp_path: Path) -> None:
    info = json.loads(lerobot_eval_info())
    info["per_group"]["libero_object"]["avg_sum_reward"] = float("nan")
    reading = read_benchmark(write(tmp_path, info), FACTS)
    assert one(reading, "libero_object", "(all)", "avg_sum_reward").value is None


def test_the_older_form_names_no_suite_so_it_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(MissingFacts, match="--suite"):
        read_benchmark(write(tmp_path, older()), FACTS)


def test_the_older_form_is_read_with_its_trials(tmp_path: Path) -> None:
    facts = Facts(model="nfm-0.9", date=date(2026, 9, 1), suite="pusht")
    rate = one(read_benchmark(write(tmp_path, older()), facts), "pusht", "(all)", "pc_success")
    assert (rate.value, rate.n, rate.k) == (75.0, 4, 3)


def test_a_summary_that_its_episodes_contradict_is_refused(tmp_path: Path) -> None:
    info = json.loads(lerobot_eval_info())
    info["overall"]["pc_success"] = 99.0
    with pytest.raises(BadFile, match="its episodes give"):
        read_benchmark(write(tmp_path, info), FACTS)


@pytest.mark.parametrize(
    "content",
    [
        {"per_task": [1], "overall": {}, "task_group": 1},
        {"per_task": {}, "overall": {}},
        {"per_task": [{"task_group": "a", "task_id": 0, "metrics": []}], "overall": {}},
    ],
)
def test_another_shape_is_refused_with_a_sentence(tmp_path: Path, content: object) -> None:
    with pytest.raises(BadFile):
        read_benchmark(write(tmp_path, content), FACTS)


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cut off"):
        read_benchmark(write(tmp_path, lerobot_eval_info()[:5000]), FACTS)


def test_a_file_of_nothing_but_nan_is_refused(tmp_path: Path) -> None:
    empty = {"per_task": [], "per_group": {}, "overall": {"pc_success": float("nan")}}
    with pytest.raises(BadFile, match="no result"):
        read_benchmark(write(tmp_path, empty), FACTS)


def test_a_wrong_announcement_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="announced as inspect"):
        read_benchmark(write(tmp_path, lerobot_eval_info()), FACTS, "inspect")


def test_an_unknown_file_is_refused_with_the_formats_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"none of the known formats.*LeRobot.*Inspect"):
        read_benchmark(write(tmp_path, b"hello"), FACTS)
