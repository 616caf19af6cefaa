"""A realistic bundle of gate G1, made in code: every part of a dossier, with hard names in it."""

import hashlib
from typing import Any

from reports import ledger
from reports.reference import glossary, method

AXES = (
    ("targets", "目標達成度", "Achievement of targets", 3000),
    ("technical", "技術的妥当性", "Technical soundness", 1500),
    ("safety", "安全性・信頼性", "Safety and reliability", 2000),
    ("deployment", "社会実装", "Deployment", 1500),
    ("management", "実施体制", "Management", 1000),
    ("money", "資金の使用", "Use of money", 1000),
)
FIRST = {
    "委員A": (3, 3, 3, 2, 3, 3),
    "委員B": (3, 2, 2, 3, 2, 3),
    "委員C": (2, 3, 2, 2, 3, 3),
    "委員D": (4, 3, 3, 3, 3, 2),
    "委員E": (2, 2, 1, 1, 2, 2),
}
SECOND = {**FIRST, "委員B": (3, 2, 3, 3, 2, 3), "委員E": (2, 2, 2, 1, 2, 2)}
HARD = "𠮷田 髙橋 﨑山 ㋿九年 ①"


def both(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en}


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def bundle(ledger_rows: int = 36, state: str = "final", audience: str = "full") -> dict[str, Any]:
    entries = make_ledger(ledger_rows)
    return {
        "format": "noetra-gov.evidence-bundle/1",
        "edition": make_edition(state, audience),
        "as_of": "2027-11-26T15:00:00+09:00",
        "clock": {
            "demonstration": True,
            "notice": both(
                "この文書はデモンストレーション用の時計とデータで作成したものです。実際の決定ではありません。",
                "Made with a demonstration clock and demonstration data. This is not a real decision.",
            ),
        },
        "programme": make_programme(),
        "gate": make_gate(),
        "package": make_package(),
        "criteria": make_criteria(),
        "evidence": make_evidence(),
        "panel": make_panel(),
        "scores": make_scores(),
        "dissents": make_dissents(),
        "fact_check": make_fact_check(),
        "recommendation": make_recommendation(),
        "decision": make_decision(),
        "money": make_money(entries),
        "ledger": {"as_of": "2027-11-26T15:00:00+09:00", "entries": entries},
        "conditions": make_conditions(),
        "certification": make_certification(),
        "fleet": make_fleet(),
        "indicators": make_indicators(),
        "earlier_recommendations": make_earlier(),
        "next_review": {
            "gate": "G2",
            "on": "2028-11-30",
            "what": both(
                "令和11年度予算の配分可否を審査します。条件2件の履行結果を先に確認します。",
                "Decides the release of FY2029. The two conditions of this gate are verified first.",
            ),
        },
        "glossary": glossary(),
        "method": method(),
        "versions": {"noetra-gov": "0.1.0", "weasyprint": "70.0", "mujoco": "3.3.7"},
    }


def make_edition(state: str, audience: str) -> dict[str, Any]:
    return {
        "number": "G1-2027-01",
        "state": state,
        "audience": audience,
        "languages": ["ja", "en"],
        "issuer": both(
            "経済産業省・国立研究開発法人新エネルギー・産業技術総合開発機構（NEDO）",
            "METI and NEDO",
        ),
        "withheld": [],
    }


def fact(
    name: tuple[str, str], value: tuple[str, str], mark: str, source: str = "", conflict: str = ""
):
    return {
        "name": both(*name),
        "value": both(*value),
        "provenance": mark,
        "source": source,
        "conflict": conflict,
    }


def make_programme() -> dict[str, Any]:
    return {
        "name": both(
            "AIロボット・フィジカルAI マルチモーダル基盤モデル開発事業",
            "AI robot and physical AI multimodal foundation model development project",
        ),
        "cap_yen": 1_000_000_000_000,
        "facts": [
            fact(
                ("委託元", "Commissioned by"),
                ("経済産業省・NEDO", "METI and NEDO"),
                "S2",
                "wedoany.com",
            ),
            fact(
                ("委託先", "Commissioned to"),
                ("Noetra・産業技術総合研究所", "Noetra and AIST"),
                "S2",
            ),
            fact(
                ("上限額", "Cap"), ("1兆円（1,000,000,000,000円）", "JPY 1,000,000,000,000"), "S2"
            ),
            fact(
                ("令和8年度予算", "FY2026 appropriation"),
                ("3,873億円（387,300,000,000円）", "JPY 387,300,000,000"),
                "S",
                "nippon.com/ja/news/yjj2025122200862",
            ),
            fact(
                ("財源", "Source of funds"),
                ("GX経済移行債", "GX Economy Transition Bonds"),
                "S2",
                "wic-net.com/material/document/22973/5",
                "予算資料の1枚はAI・半導体の別枠としています。",
            ),
            fact(
                ("目標", "Goal"),
                ("2040年までに18分野で約1,000万台", "About 10,000,000 robots in 18 fields by 2040"),
                "S2",
            ),
        ],
    }


COURSE = (
    ("draft", "準備", "Draft", "2027-04-12T10:00:00+09:00", "NEDO 事務局"),
    ("open", "受付", "Open", "2027-06-01T09:00:00+09:00", "NEDO 事務局"),
    ("submitted", "提出", "Submitted", "2027-08-20T16:30:00+09:00", "Noetra 計画管理"),
    ("panel_set", "委員確定", "Panel set", "2027-09-03T11:00:00+09:00", "NEDO 事務局"),
    ("scoring_1", "書面審査", "Scoring, first round", "2027-09-06T09:00:00+09:00", "NEDO 事務局"),
    ("hearing", "ヒアリング", "Hearing", "2027-10-01T13:00:00+09:00", "委員長"),
    ("scoring_2", "再評価", "Scoring, second round", "2027-10-04T09:00:00+09:00", "委員長"),
    ("fact_check", "事実確認", "Fact check", "2027-10-18T09:00:00+09:00", "委員長"),
    ("recommended", "委員会決定", "Recommended", "2027-11-05T17:00:00+09:00", "委員長"),
    ("decided", "決定", "Decided", "2027-11-26T15:00:00+09:00", "METI 決定者"),
)


def make_gate() -> dict[str, Any]:
    return {
        "code": "G1",
        "name": both("第1ステージゲート審査", "First stage gate"),
        "fiscal_year": 2027,
        "releases_fiscal_year": 2028,
        "state": "decided",
        "template": {"code": "stage-gate", "version": 1},
        "senior_responsible": {
            "name": HARD,
            "office": both("経済産業省 製造産業局 ロボット政策室", "METI, Robotics Policy Office"),
        },
        "delivery_confidence": {
            "rating": "amber",
            "label": both(
                "おおむね達成可能（要対応）", "Feasible, with issues that need attention"
            ),
        },
        "course": [
            {"state": code, "label": both(ja, en), "at": at, "actor": who, "reason": ""}
            for code, ja, en, at, who in COURSE
        ],
    }


def make_package() -> dict[str, Any]:
    names = (
        ("年度成果報告書", "Annual results report"),
        ("安全性説明書", "Safety case"),
        ("経理状況報告", "Statement of accounts"),
        ("実証計画の改訂版", "Revised field-trial plan"),
        ("自己評価書", "Self-assessment"),
    )
    items = [
        {
            "code": f"D{n}",
            "name": both(*name),
            "state": "waived" if n == 4 else "complete",
            "waiver_reason": "実証先の災害対応により、提出を令和10年1月まで猶予。"
            if n == 4
            else "",
            "digest": None if n == 4 else digest(name[0]),
        }
        for n, name in enumerate(names, 1)
    ]
    return {
        "digest": digest("package G1"),
        "frozen_at": "2027-08-20T16:30:00+09:00",
        "submitted_by": "𠮷村 亮（Noetra）",
        "countersigned_by": "髙木 﨑子（Noetra）",
        "deliverables": items,
    }


def criterion(code, kind, name, threshold, verdict, evidence):
    return {
        "code": code,
        "kind": kind,
        "name": both(*name),
        "threshold": both(*threshold),
        "fixed_at": "2027-05-28T17:00:00+09:00",
        "verdict": verdict,
        "evidence": evidence,
        "provenance": "A",
    }


def make_criteria() -> list[dict[str, Any]]:
    return [
        criterion(
            "M1",
            "must_meet",
            ("提出物が揃っている", "Package complete"),
            ("全件", "all"),
            "met",
            ["E1"],
        ),
        criterion(
            "M2",
            "must_meet",
            ("重大な安全事故が未解決でない", "No open critical safety incident"),
            ("0件", "0"),
            "met",
            ["E2"],
        ),
        criterion(
            "M3",
            "must_meet",
            ("期限超過の条件がない", "No overdue condition"),
            ("0件", "0"),
            "met",
            ["E3"],
        ),
        criterion(
            "K1",
            "kill",
            ("達成度または安全性で2回連続のD", "Two consecutive D on achievement or safety"),
            ("該当なし", "none"),
            "met",
            ["E4"],
        ),
        criterion(
            "T1",
            "threshold",
            ("配膳作業の成功率", "Success rate, serving task"),
            ("80%以上", "≥ 80 %"),
            "met",
            ["E5"],
        ),
        criterion(
            "T2",
            "threshold",
            ("搬送作業の成功率", "Success rate, transport task"),
            ("85%以上", "≥ 85 %"),
            "not_met",
            ["E6"],
        ),
        criterion(
            "T3",
            "threshold",
            ("千時間あたり介入回数", "Interventions per 1,000 robot-hours"),
            ("20回以下", "≤ 20"),
            "met",
            ["E7"],
        ),
        criterion(
            "T4",
            "threshold",
            ("認証済み方策の数", "Certified policies"),
            ("1件以上", "≥ 1"),
            "met",
            ["E8"],
        ),
        criterion(
            "T5",
            "threshold",
            ("稼働台数", "Robots in operation"),
            ("20,000台以上", "≥ 20,000"),
            "unknown",
            [],
        ),
    ]


EVIDENCE = (
    ("M1", "提出物の完備", "Deliverables complete or waived", 5, "", 5, "met"),
    ("M2", "未解決の重大事故", "Open critical incidents", 0, "", 812_440, "met"),
    ("M3", "期限超過の条件", "Overdue conditions", 0, "", None, "met"),
    ("K1", "2回連続のD", "Two consecutive D", 0, "", None, "met"),
    ("T1", "配膳成功率（LeRobot評価）", "Serving success (LeRobot)", "86.4", "%", 500, "met"),
    ("T2", "搬送成功率（Inspect評価）", "Transport success (Inspect)", "81.2", "%", 250, "not_met"),
    ("T3", "介入回数", "Interventions", "14.7", "/1,000 h", 812_440, "met"),
    ("T4", "認証書", "Certificates", 1, "", None, "met"),
)


def make_evidence() -> list[dict[str, Any]]:
    return [
        {
            "id": f"E{n}",
            "criterion": criterion_code,
            "label": both(ja, en),
            "value": value,
            "unit": unit,
            "n": count,
            "verdict": verdict,
            "digest": digest(f"evidence {n}"),
            "as_of": "2027-08-20T00:00:00+09:00",
            "lineage": {"source": f"ingest/{n}", "file": digest(f"file {n}")},
        }
        for n, (criterion_code, ja, en, value, unit, count, verdict) in enumerate(EVIDENCE, 1)
    ]


def make_panel() -> dict[str, Any]:
    people = (
        ("中村 千尋", "帝都大学"),
        ("𠮷川 誠", "北国工業大学"),
        ("髙梨 史", "西湘医療センター"),
        ("岡部 玲", "公認会計士"),
        ("山﨑 弘", "労働安全研究所"),
    )
    return {
        "quorum": 5,
        "members": [
            {"name": name, "organisation": where, "role": "chair" if n == 0 else "member"}
            for n, (name, where) in enumerate(people)
        ],
        "recusals": [
            {
                "name": "藤田 慎",
                "organisation": "東都電機株式会社（架空）",
                "rule": 4,
                "reason": both(
                    "審査対象の企業と直接競争関係にある企業に所属しています。",
                    "Employed by a direct competitor of an organisation under review.",
                ),
                "at": "2027-09-01T10:20:00+09:00",
            }
        ],
    }


def card(member: str, number: int, marks: tuple[int, ...], changed: bool) -> dict[str, Any]:
    weighted = sum(mark * axis[3] for mark, axis in zip(marks, AXES, strict=True))
    reason = "ヒアリングで停止距離の追加試験結果を確認したため。" if changed else ""
    return {
        "member": member,
        "round": number,
        "marks": {axis[0]: mark for axis, mark in zip(AXES, marks, strict=True)},
        "weighted_bp": weighted,
        "comment": "安全性の証拠は整理されているが、搬送の成績が計画を下回る。",
        "reason_for_change": reason,
    }


def make_scores() -> dict[str, Any]:
    cards = [card(name, 1, marks, False) for name, marks in FIRST.items()]
    cards += [card(name, 2, marks, marks != FIRST[name]) for name, marks in SECOND.items()]
    last = [c["weighted_bp"] for c in cards if c["round"] == 2]
    first = [c["weighted_bp"] for c in cards if c["round"] == 1]
    return {
        "axes": [{"code": c, "name": both(ja, en), "weight_bp": w} for c, ja, en, w in AXES],
        "cards": cards,
        "round_1_bp": sum(first) // len(first),
        "round_2_bp": sum(last) // len(last),
        "band": both("継続（2.4以上）", "Go (2.4 or more)"),
    }


def make_dissents() -> list[dict[str, Any]]:
    return [
        {
            "member": "委員E",
            "at": "2027-11-04T18:00:00+09:00",
            "text": "搬送作業の閾値を満たしていない以上、令和10年度の全額配分には反対する。"
            "留保を25%とし、再試験の結果を待つべきである。",
        }
    ]


def make_fact_check() -> list[dict[str, Any]]:
    return [
        {
            "item": "3.2 搬送作業",
            "comment": "試行数は250回であり、200回ではない。",
            "by": "Noetra",
            "reply": "指摘のとおり訂正した。",
            "changed": True,
            "at": "2027-10-25T14:00:00+09:00",
        },
        {
            "item": "4.1 実施体制",
            "comment": "専任者数の算定時点を8月末とすべき。",
            "by": "産業技術総合研究所",
            "reply": "提出日時点で統一しており、変更しない。",
            "changed": False,
            "at": "2027-10-27T09:10:00+09:00",
        },
    ]


ASKED = (
    ("搬送作業の再試験を行い、成功率85%以上を示すこと。", "NOETRA", "2028-02-29"),
    ("ニアミスの報告を全分野で同じ様式に統一すること。", "AIST", "2028-03-31"),
)


def make_recommendation() -> dict[str, Any]:
    return {
        "outcome": "conditional",
        "at": "2027-11-05T17:00:00+09:00",
        "text": "基盤モデルの性能と安全性の証拠は計画に見合う。搬送作業は閾値に届かず、"
        "再試験を条件として継続を勧告する。",
        "items": [
            {"code": f"R{n}", "text": text, "owner": owner, "due_on": due}
            for n, (text, owner, due) in enumerate(ASKED, 1)
        ],
    }


def make_decision() -> dict[str, Any]:
    return {
        "outcome": "conditional",
        "proposed_by": "NEDO 決定者 西﨑 薫",
        "proposed_at": "2027-11-19T10:00:00+09:00",
        "confirmed_by": "METI 決定者 森 髙志",
        "at": "2027-11-26T15:00:00+09:00",
        "departs": False,
        "reason": "委員会の勧告のとおり、条件付きで継続する。令和10年度の配分のうち10%を留保し、"
        "条件の履行を確認した後に配分する。",
    }


YEARS = (
    (2026, True, 387_300_000_000, "S"),
    (2027, True, 180_000_000_000, "DEMO"),
    (2028, False, 160_000_000_000, "DEMO"),
)


def make_ledger(rows: int) -> list[dict[str, Any]]:
    """Appropriations, releases and commitments, then advances until `rows` entries are reached."""
    entries: list[dict[str, Any]] = []
    for year, _, amount, _ in YEARS:
        at = f"{year}-04-01T09:00:00+09:00" if year < 2028 else "2027-11-01T09:00:00+09:00"
        _move(entries, at, "appropriate", f"{year}/treasury//", f"{year}/appropriated//", amount)
    for year, party, line, amount in COMMITMENTS:
        at = f"{year}-07-01T09:00:00+09:00"
        _move(entries, at, "release", f"{year}/appropriated//", f"{year}/released//", amount)
        _move(
            entries, at, "commit", f"{year}/released//", f"{year}/committed/{party}/{line}", amount
        )
    for kind, stage, amount in TRANCHE:
        at = "2027-11-26T15:00:00+09:00"
        _move(entries, at, kind, "2028/appropriated//", f"2028/{stage}//", amount, "G1")
    while len(entries) < rows:
        _advance(entries)
    return entries


def _move(
    entries: list[dict[str, Any]],
    at: str,
    kind: str,
    source: str,
    target: str,
    amount: int,
    gate: str = "",
) -> None:
    number = len(entries) + 1
    entries.append(
        {
            "id": number,
            "kind": kind,
            "from": source,
            "to": target,
            "amount_yen": amount,
            "happened_at": at,
            "recorded_at": at,
            "actor": "user:okada",
            "approver": "user:kuroda",
            "gate": gate,
            "decision": digest("decision G1") if gate else "",
            "key": f"fixture-{number}",
        }
    )


def _advance(entries: list[dict[str, Any]]) -> None:
    number = len(entries)
    year, party, line = (2026, "NOETRA", "II") if number % 3 else (2027, "AIST", "I")
    at = f"{year}-{number % 3 + 9:02d}-{number % 27 + 1:02d}T11:00:00+09:00"
    source, target = (f"{year}/{stage}/{party}/{line}" for stage in ("committed", "advanced"))
    _move(entries, at, "advance", source, target, 401_000_003 + number)


COMMITMENTS = (
    (2026, "NOETRA", "II", 300_000_000_000),
    (2026, "AIST", "I", 60_000_000_000),
    (2027, "NOETRA", "II", 140_000_000_000),
    (2027, "AIST", "I", 30_000_000_000),
)
TRANCHE = (("release", "released", 144_000_000_000), ("reserve", "reserved", 16_000_000_000))


def make_money(entries: list[dict[str, Any]]) -> dict[str, Any]:
    found = ledger.years(entries)
    return {
        "cap_yen": 1_000_000_000_000,
        "committed_yen": ledger.committed(entries),
        "years": [
            {
                "fiscal_year": year,
                "locked": locked,
                "provenance": mark,
                **{f"{column}_yen": found[year][column] for column in ledger.COLUMNS},
            }
            for year, locked, _, mark in YEARS
        ],
        "tranche": {
            "fiscal_year": 2028,
            "total_yen": 160_000_000_000,
            "released_yen": 144_000_000_000,
            "reserve_yen": 16_000_000_000,
            "lines": [
                {"organisation": "Noetra", "amount_yen": 118_000_000_000},
                {"organisation": "産業技術総合研究所", "amount_yen": 26_000_000_000},
            ],
        },
    }


def make_conditions() -> list[dict[str, Any]]:
    return [
        {
            "code": "C1",
            "text": "搬送作業を同一条件で400回以上再試験し、成功率85%以上を示す。",
            "owner": "Noetra 計画管理 𠮷村 亮",
            "due_on": "2028-02-29",
            "state": "open",
        },
        {
            "code": "C2",
            "text": "全分野のニアミス報告を共通様式に改め、3か月分を提出する。",
            "owner": "産業技術総合研究所 髙木 﨑子",
            "due_on": "2028-03-31",
            "state": "open",
        },
    ]


PROPERTIES = (
    (
        "SSM-01",
        "人との衝突",
        "Collision with a person",
        "ISO 10218-2:2025 Annex L",
        "m",
        "0.184",
        "0.9940",
    ),
    (
        "SSM-02",
        "人への過大な接近速度",
        "Excess speed towards a person",
        "ISO 10218-2:2025 Annex L",
        "m/s",
        "0.092",
        "0.9310",
    ),
    (
        "MOB-01",
        "検知範囲内で止まれない",
        "Cannot stop within detection range",
        "ISO 3691-4",
        "m",
        "0.310",
        "0.8840",
    ),
    (
        "ROB-01",
        "制御値の逸脱",
        "Actions not finite or out of range",
        "ISO/IEC TR 5469",
        "–",
        "1.000",
        "1.0000",
    ),
    ("LIV-01", "動かない方策", "A policy that never moves", "–", "s", "6.400", "1.0000"),
)


def make_certification() -> dict[str, Any]:
    properties = [
        {
            "id": code,
            "hazard": both(ja, en),
            "clause": clause,
            "unit": unit,
            "verdict": "holds",
            "failures": 0,
            "samples": 700,
            "worst_margin": margin,
            "bound": "0.00656",
            "exercised": share,
        }
        for code, ja, en, clause, unit, margin, share in PROPERTIES
    ]
    return {
        "certificates": [
            {
                "number": "CERT-2027-0001",
                "state": "provisional",
                "policy": {
                    "name": "courteous-base",
                    "version": "1.2.0",
                    "digest": digest("policy 1"),
                },
                "organisation": "Noetra",
                "body": "Honda MB-1（デモ）",
                "field": both("物流", "Logistics"),
                "world": {"name": "mobile-base-corridor", "digest": digest("world")},
                "limits": {"version": "2027-1", "digest": digest("limits"), "confirmed": False},
                "level": 1,
                "tier": "full",
                "attempts": 2,
                "samples": 700,
                "invalid": 0,
                "seeds": "noetra.example/log checkpoint 812",
                "plan_digest": digest("plan"),
                "issued_on": "2027-08-12",
                "expires_on": "2028-08-11",
                "reviewer": "審査 佐伯 光",
                "decider": "認証決定 髙瀬 実",
                "statement_digest": digest("statement"),
                "properties": properties,
                "simulator": "MuJoCo 3.3.7",
                "pictures": [],
            }
        ],
        "refusals": [
            {
                "policy": {"name": "hasty-base", "version": "0.9.1", "digest": digest("policy 2")},
                "organisation": "Noetra",
                "world": {"name": "mobile-base-corridor", "digest": digest("world")},
                "refused_on": "2027-08-10",
                "property": "SSM-01",
                "hazard": both("人との衝突", "Collision with a person"),
                "robustness": "-0.2113",
                "unit": "m",
                "scenario": [
                    {"name": "person_distance_m", "value": "2.50", "unit": "m"},
                    {"name": "person_speed_m_per_s", "value": "1.60", "unit": "m/s"},
                    {"name": "approach_angle_deg", "value": "0.0", "unit": "°"},
                    {"name": "floor_friction", "value": "0.60", "unit": "–"},
                ],
                "first_digest": digest("first counterexample"),
                "counterexample_digest": digest("shrunk counterexample"),
                "trace_digest": digest("trace"),
                "pictures": [],
            }
        ],
    }


FIELDS = (
    ("飲食", "Food service", 3_410), ("食品製造", "Food manufacturing", 2_205), ("医療", "Medical care", 640),
    ("物流", "Logistics", 6_812), ("介護", "Nursing care", 1_120), ("農業", "Agriculture", 415),
    ("災害対応", "Disaster response", 96), ("防衛", "Defence", 0), ("建設", "Construction", 377),
    ("小売", "Retail", 1_544), ("多品種少量生産", "High-mix low-volume manufacturing", 2_031),
    ("インフラ維持管理", "Infrastructure maintenance", 288),
    *((f"分野{n}", f"Field {n}", 0) for n in range(13, 19)),
)  # fmt: skip


def make_fleet() -> dict[str, Any]:
    path = ((2026, 2_000), (2027, 20_000), (2028, 80_000), (2029, 200_000), (2030, 450_000),
            (2035, 3_000_000), (2040, 10_000_000))  # fmt: skip
    return {
        "target_robots": 10_000_000,
        "target_year": 2040,
        "target_provenance": "S2",
        "path_provenance": "A",
        "as_of": "2027-08-20",
        "robots": sum(robots for _, _, robots in FIELDS),
        "path": [{"year": year, "robots": robots} for year, robots in path],
        "actual": [{"year": 2026, "robots": 1_870}, {"year": 2027, "robots": 18_938}],
        "fields": [
            {
                "number": number,
                "name": both(ja, en),
                "verified": number <= 12,
                "robots": robots,
                "robot_hours": str(robots * 43),
                "interventions": robots // 3,
                "emergency_stops": robots // 19,
                "near_misses": robots // 210,
                "incidents_minor": robots // 1_900,
                "incidents_serious": 1 if ja == "物流" else 0,
                "incidents_critical": 0,
            }
            for number, (ja, en, robots) in enumerate(FIELDS, 1)
        ],
    }


def make_indicators() -> list[dict[str, Any]]:
    rows = (
        ("serve_success", "配膳作業の成功率", "Serving success rate", "%", "higher", "80", "86.4", 500, 432, "met",
         ("71.0", "78.5", "82.0", "86.4")),
        ("move_success", "搬送作業の成功率", "Transport success rate", "%", "higher", "85", "81.2", 250, 203, "not_met",
         ("60.0", "70.4", "77.1", "81.2")),
        ("interventions", "千時間あたり介入回数", "Interventions per 1,000 h", "/1,000 h", "lower", "20", "14.7", 812_440, None,
         "met", ("44.0", "31.2", "21.5", "14.7")),
        ("near_miss", "千時間あたりニアミス", "Near misses per 1,000 h", "/1,000 h", "lower", "0.50", "0.31", 812_440, None,
         "met", ("0.92", "0.70", "0.44", "0.31")),
    )  # fmt: skip
    months = ("2026-11-20", "2027-02-20", "2027-05-20", "2027-08-20")
    return [
        {
            "code": code,
            "name": both(ja, en),
            "unit": unit,
            "direction": direction,
            "threshold": threshold,
            "value": value,
            "n": n,
            "k": k,
            "verdict": verdict,
            "digest": digest(code),
            "evidence": f"E{5 + index}" if index < 3 else None,
            "series": [{"at": at, "value": v} for at, v in zip(months, series, strict=True)],
        }
        for index, (
            code,
            ja,
            en,
            unit,
            direction,
            threshold,
            value,
            n,
            k,
            verdict,
            series,
        ) in enumerate(rows)
    ]


def make_earlier() -> list[dict[str, Any]]:
    return [
        {
            "gate": "C1",
            "code": "C1-R1",
            "text": "ロボット日次データの欠測を1%未満にすること。",
            "owner": "Noetra",
            "due_on": "2027-06-30",
            "state": "done",
            "note": "令和9年6月の欠測は0.4%。",
        },
        {
            "gate": "C1",
            "code": "C1-R2",
            "text": "医療分野の倫理審査の手順を整えること。",
            "owner": "産業技術総合研究所",
            "due_on": "2027-09-30",
            "state": "late",
            "note": "2施設のうち1施設で承認待ち。",
        },
    ]
