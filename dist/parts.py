"""What the program is made of: a bill of materials (CycloneDX 1.5) and the licences of all parts.

usage: dist/parts.py TARGET SBOM.json LICENSES.txt
Of `cargo metadata` and Cargo.lock: what is linked into the program for this target, nothing that only tests or builds need.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
import uuid
from datetime import UTC, datetime
from pathlib import Path

target, bill, notices = sys.argv[1:]
metadata = json.loads(
    subprocess.check_output(["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", target])
)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
sums = {
    (package["name"], package["version"]): package.get("checksum")
    for package in tomllib.loads(Path("Cargo.lock").read_text())["package"]
}


def linked(node):
    """What a package uses when the program runs."""
    return sorted(used["pkg"] for used in node["deps"] if any(kind["kind"] is None for kind in used["dep_kinds"]))


root, found = metadata["resolve"]["root"], []
ahead = [root]
while ahead:
    package = ahead.pop()
    if package not in found:
        found.append(package)
        ahead.extend(linked(nodes[package]))
parts = sorted((packages[id] for id in found if id != root), key=lambda part: (part["name"], part["version"]))


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def expression(package):
    # Old crates write MIT/Apache-2.0 for what SPDX calls MIT OR Apache-2.0.
    return package["license"].replace("/", " OR ") if package["license"] else None


def component(package, kind):
    told = {
        "type": kind,
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
    }
    if expression(package):
        told["licenses"] = [{"expression": expression(package)}]
    if checksum := sums.get((package["name"], package["version"])):
        told["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return told


epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
main = packages[root]
names = " ".join(purl(part) for part in parts)
document = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{purl(main)} {target} {names}')}",
    "version": 1,
    "metadata": {
        "timestamp": datetime.fromtimestamp(epoch, UTC).isoformat(),
        "component": component(main, "application") | {"properties": [{"name": "target", "value": target}]},
    },
    "components": [component(part, "library") for part in parts],
    "dependencies": [
        {"ref": purl(packages[id]), "dependsOn": sorted(purl(packages[used]) for used in linked(nodes[id]))}
        for id in sorted(found, key=lambda id: purl(packages[id]))
    ],
}
Path(bill).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")

# Every text once, under the parts that it holds for.
texts, without = {}, []
for part in parts:
    folder = Path(part["manifest_path"]).parent
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and re.match(r"(?i)(licen[cs]e|copying|notice|unlicense|copyright)", file.name)
    ]
    for file in files:
        texts.setdefault(file.read_text(errors="replace").strip(), []).append(f"{part['name']} {part['version']}")
    if not files:
        without.append(f"{part['name']} {part['version']}: {expression(part)}, {part['repository'] or ''}")
with open(notices, "w") as out:
    out.write("crisis is made of these parts as well, each under its own licence, and of Rust's standard library\n")
    out.write("(MIT OR Apache-2.0, https://github.com/rust-lang/rust).\n")
    for text, holders in texts.items():
        out.write(f"\n{'=' * 80}\n{', '.join(dict.fromkeys(holders))}\n{'-' * 80}\n{text}\n")
    out.write(f"\n{'=' * 80}\nWithout a licence text of their own in the package:\n" + "".join(f"{line}\n" for line in without))
