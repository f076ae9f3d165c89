"""Whole files for every target to begin with, from what lies in the repository, into corpus/TARGET."""

import glob
import io
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUM = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
BAG = {
    "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "bag-info.txt": "Source-Organization: 某校\n  某市\nPayload-Oxum: 0.1\n",
    "manifest-sha256.txt": f"{SUM}  data/a%0Ab\n{SUM} *data/甲\n{SUM}  data/../../etc\n",
    "tagmanifest-md5.txt": "d41d8cd98f00b204e9800998ecf8427e  bagit.txt\n",
    "fetch.txt": "http://example.org/a 12 data/a b\nfile:///a - ./data/甲\n",
}
TABLE = "姓名,学号,班级,性别,监护人,监护人电话\r\n林示例,00260101,高一(3)班,女,林父,13800000000\r\n\"叶,样本\",00260102,高一3班,男,,\r\n"
KEY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
PART = KEY.removeprefix("AGE-SECRET-KEY-1")


def files(*patterns):
    return [Path(path).read_bytes() for pattern in patterns for path in sorted(glob.glob(str(ROOT / pattern), recursive=True))]


def texts(*texts, encoding="utf-8"):
    return [text.encode(encoding) for text in texts]


def bag():
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, text in {**BAG, "data/甲" * 20: "", "data/a": "b"}.items():
            about = tarfile.TarInfo(f"2026-7K3Q/{name}")
            about.size = len(text.encode())
            tar.addfile(about, io.BytesIO(text.encode()))
    return whole.getvalue()


def parts():
    books = [zipfile.ZipFile(path) for path in glob.glob(str(ROOT / "tests/fixtures/forms/*.xlsx"))]
    return [book.read(name) for book in books for name in book.namelist() if name.startswith("xl/") and name.endswith(".xml")]


SEEDS = {
    "record": lambda: files("examples/**/records/*.md"),
    "about": lambda: files("examples/**/case.yaml"),
    "guide": lambda: files("examples/guides/*.toml", "templates/guides/*.clocks.*", "templates/guide-*.toml"),
    "scenario": lambda: files("examples/guides/*.yaml", "templates/guide-*.yaml"),
    "settings": lambda: files("examples/*/crisis.toml", "examples/*/team.yaml", "templates/demo-team.yaml"),
    "key": lambda: files("tests/fixtures/*.age")
    + texts(KEY, f"# {KEY}\n{KEY}\n", f"CRISIS-SHARE-1:1:AGE1X:{PART}:{PART}\0CRISIS-SHARE-1:2:AGE1X:{PART}:{PART}"),
    "tags": lambda: texts(*BAG.values()) + texts(*BAG.values(), encoding="utf-16"),
    "tar": lambda: [bag()],
    "roster": lambda: files("tests/fixtures/roster/*", "tests/fixtures/forms/*")
    + texts(TABLE, TABLE.replace(",", "\t"))
    + texts(TABLE, encoding="gb18030"),
    "sheet": parts,
    "form": lambda: files("tests/fixtures/forms/*"),
    "lines": lambda: texts('学号,姓名,{{ 学校 }}\r\n"1""2",甲,{{ 日期 }}\r\n\r\n', "{{ 合计.次数 }}\t{{学期}}\n"),
    "filed": lambda: files("tests/fixtures/filed/*", "README.zh-CN.md"),
}

for target in sys.argv[1:]:
    folder = ROOT / "fuzz/corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]()):
        (folder / f"seed-{number}").write_bytes(seed)
