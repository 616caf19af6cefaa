"""The papers of gate G1 in the story: invented from beginning to end."""

from datetime import date
from typing import Any

GATE: dict[str, Any] = {
    "name_ja": "第1回ステージゲート審査",
    "name_en": "Stage gate 1",
    "fiscal_year_reviewed": 2027,
    "fiscal_year_released": 2028,
    "period_from": date(2026, 7, 1),
    "period_until": date(2027, 9, 30),
    "opens_on": date(2027, 10, 1),
    "hearing_on": date(2027, 12, 15),
    "decision_due_on": date(2028, 2, 10),
    "provenance": "DEMO",
    "source": "Calendar of the domain (assumption); the course is invented for the demonstration",
}
PANEL = (
    "prof-abe", "prof-kato", "prof-sato", "dr-yoshida", "dr-hara", "prof-ono", "dr-maeda",
)  # fmt: skip
NOTHING_TO_DECLARE: dict[str, Any] = {
    "relations": [], "employers": [], "same_laboratory": [], "collaborators": [], "competitors": [],
}  # fmt: skip
MILESTONES: tuple[dict[str, Any], ...] = (
    {"code": "MS-2026-1", "organisation": "NOETRA", "name_ja": "基盤モデル第1版の公開",
     "name_en": "First release of the foundation model", "due_on": date(2027, 3, 31),
     "state": "accepted"},
    {"code": "MS-2027-1", "organisation": "NOETRA", "name_ja": "物流分野での実証開始",
     "name_en": "Field trials in logistics begin", "due_on": date(2027, 6, 30),
     "state": "accepted"},
    {"code": "MS-2027-2", "organisation": "NOETRA", "name_ja": "介護分野での実証開始",
     "name_en": "Field trials in nursing care begin", "due_on": date(2027, 9, 30),
     "state": "planned"},
)  # fmt: skip
REPORTS = {
    "MS-2026-1": "令和9年3月25日に第1版を公開した。",
    "MS-2027-1": "令和9年6月14日に実証を開始した。",
    "MS-2027-2": "2施設で準備を終えたが、開始は令和9年11月にずれ込む。",
}
LATE = {"MS-2027-2"}
DOCUMENTS = {
    "progress-report": "【架空のデモ資料】\n進捗報告書\n物流分野の実証を6か月間実施した。\n",
    "safety-case": "【架空のデモ資料】\nセーフティケース\n移動台車の離隔距離の検証結果を示す。\n",
    "next-plan": "【架空のデモ資料】\n令和10年度実施計画書\n介護・建設の2分野に広げる。\n",
    "spending-report": "【架空のデモ資料】\n執行状況報告書\n概算払の状況を示す。\n",
}
CORRECTED_PLAN = (
    "【架空のデモ資料】\n令和10年度実施計画書（修正版）\n"
    "介護・建設の2分野に広げる。再委託先を別紙に示す。\n"
)
SELF_ASSESSMENT = {
    "achievement": ("A", "3件のマイルストーンのうち2件を達成した。"),
    "technical": ("A", "操作タスクの成功率は目標を上回った。"),
    "safety": ("B", "人の近くでの減速に改善の余地がある。"),
    "deployment": ("A", "物流分野で計画を上回る台数が稼働した。"),
    "management": ("B", "体制を拡充中である。"),
    "money": ("A", "計画どおり執行した。"),
}


def _card(
    achievement: str, technical: str, safety: str, deployment: str, rest: str
) -> dict[str, str]:
    return {
        "achievement": achievement, "technical": technical, "safety": safety,
        "deployment": deployment, "management": rest, "money": rest,
    }  # fmt: skip


FIRST_ROUND: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "prof-abe": (_card("B", "A", "B", "B", "B"), {"safety": "離隔距離の根拠は示されている。"}),
    "prof-kato": (_card("A", "A", "B", "A", "B"), {"technical": "評価の条件が明確である。"}),
    "prof-sato": (_card("B", "B", "C", "B", "B"), {"safety": "停止時間の再現性が不足している。"}),
    "dr-yoshida": (_card("B", "A", "B", "A", "B"), {"deployment": "物流での実績は評価できる。"}),
    "dr-hara": (_card("C", "B", "C", "C", "B"), {"achievement": "介護分野の遅れは大きい。"}),
}
SECOND_ROUND: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "prof-sato": (
        {"safety": "B"}, {"safety": "ヒアリングで停止時間の追加試験の結果が示されたため。"},
    ),
    "dr-yoshida": (
        {"deployment": "B"}, {"deployment": "介護分野の開始時期が未確定と分かったため。"},
    ),
}  # fmt: skip
QUESTIONS = (
    ("prof-sato", "停止時間のばらつきはどの程度か。", "120回の試験で0.21〜0.28秒であった。"),
    ("dr-hara", "介護分野の遅れの原因は何か。", "施設側の倫理審査に時間を要した。11月に開始する。"),
)
MINUTES = {
    "attendance": "委員5名、実施者4名、事務局2名",
    "minutes": "実施者の説明30分、質疑40分。停止時間と介護分野の遅れについて質疑があった。",
}
DRAFT = (
    "物流分野では計画を上回る成果が得られた。介護分野の実証は3か月遅れている。"
    "安全性については離隔距離の検証が行われたが、停止時間の再試験を求める。"
)
FACT_COMMENT = {
    "passage": "介護分野の実証は3か月遅れている。",
    "text": "遅れは2か月です（9月末の予定に対し11月末までに開始）。",
}
FACT_REPLY = "ご指摘のとおり「2か月」に修正します。"
DISSENT = (
    "介護分野の遅れと停止時間の再試験が残るまま次年度の資金を配分することに反対する。"
    "縮小とし、介護分野の分を留保すべきである。"
)
RECOMMENDATION = (
    "物流分野の成果は目標に達している。停止時間の再試験と介護分野の実証開始を条件として、"
    "継続を適当と認める。"
)
DECISION = (
    "委員会の決定のとおり、条件付きで継続する。条件の履行が確認されるまで、"
    "令和10年度の配分の一部を留保する。"
)
CONDITIONS: list[dict[str, str]] = [
    {"text": "停止時間の再試験を第三者の立会いの下で行い、報告すること。", "owner": "NOETRA",
     "due_on": "2028-06-30"},
    {"text": "介護分野の実証を2施設以上で開始すること。", "owner": "AIST", "due_on": "2028-09-30"},
]  # fmt: skip
