"""The measuring of `compare`: every contestant once unmeasured, then all of them in turn; medians, ratios, peaks."""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

NOW = "2026-06-18 09:00"
HERE = Path(__file__).resolve().parent


class Run:
    """Wall and CPU seconds of one run, and how it ended."""

    def __init__(self, command, output=os.devnull):
        actions = [
            (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0o600),
        ]
        began = time.perf_counter()
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
        self.wall = time.perf_counter() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        self.status = os.waitstatus_to_exitcode(status)


def sh(text):
    return ["sh", "-c", text]


def checked(name, command):
    run = Run(command)
    # An audit that finds something ends with 1.
    if run.status not in (0, 1):
        sys.exit(f"{name} ended with {run.status}: {' '.join(command)}")
    return run


def middle(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def contest(contestants, runs):
    """Name to command, all in turn, there and back, so that none always runs behind the same other one; name to (median
    wall, median CPU)."""
    for name, command in contestants.items():
        checked(name, command)
    taken = {name: [] for name in contestants}
    turn = list(contestants.items())
    for _ in range(runs):
        for name, command in turn:
            taken[name].append(checked(name, command))
        turn.reverse()
    return {name: (middle(all_of, "wall"), middle(all_of, "cpu")) for name, all_of in taken.items()}


def peak(command):
    """The most memory in MiB, as GNU time tells it; a process of its own size counts nothing of ours."""
    told = subprocess.run(["/usr/bin/time", "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(told.stderr.split()[-1]) / 1024


def line(name, value, note=""):
    print(f"  {name:<34}{value:>12}  {note}".rstrip(), flush=True)


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def table(title, results, against, unit="wall"):
    """`against`: (one, other, goal): the ratio of the first to the second, and what is wanted of it in `unit`. The
    ratio of the CPU's time is told too: on a busy machine it wavers less."""
    print(f"\n{title}", flush=True)
    for name, (wall, cpu) in results.items():
        line(name, seconds(wall), f"CPU {seconds(cpu)}")
    for one, other, goal in against:
        wall, cpu = (results[one][at] / results[other][at] for at in (0, 1))
        line(f"{one} : {other}", f"{wall:.2f}", f"CPU {cpu:.2f}" + (f"  ({unit}: goal {goal})" if goal else ""))


class School:
    def __init__(self, args, name, cases, *more):
        self.root = args.work / name
        subprocess.run([args.gen, self.root, "--cases", str(cases), *more], check=True, stdout=subprocess.DEVNULL)
        # What the disk still has to write would slow down whoever comes first.
        os.sync()
        identity = Path(f"{self.root}.identity")
        self.identity = ["--identity", str(identity)] if identity.exists() else []
        self.crisis = [str(args.crisis), "--no-input", "--now", NOW, "-C", str(self.root)]

    def run(self, *words):
        return [*self.crisis, *words, *self.identity]

    def files(self, command, what="-type f"):
        return sh(f"find '{self.root}/cases' {what} -print0 | xargs -0 {command}")

    def drop(self):
        shutil.rmtree(self.root)


def start(args):
    contestants = {"crisis --version": [str(args.crisis), "--version"], "git --version": ["git", "--version"]}
    table("start-up", contest(contestants, args.runs * 20), [("crisis --version", "git --version", "≤ 1.3")])


def audit(args):
    school = School(args, "plain", args.cases)
    texts = r"\( -name case.yaml -o -name '*.md' \) -type f"
    results = contest(
        {
            "audit": school.run("audit"),
            "audit, JSON": school.run("audit", "--format", "json"),
            "cat": school.files("cat", texts),
            "Python, five checks": ["python3", str(HERE / "compare.py"), str(school.root)],
        },
        args.runs,
    )
    ratios = [("audit", "cat", "≤ 1.3"), ("Python, five checks", "audit", "≥ 3")]
    table(f"audit of {args.cases:,} plain cases", results, ratios)
    for name, words in (("audit", ["audit"]), ("audit, JSON", ["audit", "--format", "json"])):
        line(f"peak memory, {name}", f"{peak(school.run(*words)):.1f} MiB", "(goal ≤ 32 MiB at 10,000)")
    school.drop()


def views(args):
    school = School(args, "views", args.cases)
    page = str(args.work / "dashboard.html")
    commands = {
        "audit": ["audit"], "list": ["list"], "due": ["due"], "stats": ["stats"],
        "dashboard": ["dashboard", "--out", page, "--force"],
    }
    results = contest({name: school.run(*words) for name, words in commands.items()}, args.runs)
    ratios = [("list", "audit", "≤ 1.1"), ("due", "audit", "≤ 1.1"), ("dashboard", "audit", "≤ 1.5")]
    table(f"views of {args.cases:,} plain cases", results, ratios)
    for name in ("list", "due", "dashboard"):
        line(f"peak memory, {name}", f"{peak(school.run(*commands[name])):.1f} MiB")
    school.drop()


def sealed(args):
    cases = min(args.cases, 2000)
    plain, closed = School(args, "open", cases), School(args, "sealed", cases, "--sealed")
    results = contest({"sealed audit": closed.run("audit"), "plain audit": plain.run("audit")}, args.runs)
    table(f"sealed audit of {cases:,} cases", results, [("sealed audit", "plain audit", "≤ 2.5")], unit="CPU")
    line("peak memory, sealed audit", f"{peak(closed.run('audit')):.1f} MiB")
    plain.drop(), closed.drop()


def verify(args):
    cases = max(args.cases // 4, 100)
    school = School(args, "materials", cases, "--materials", "4", "--scan", "256", "--fault-every", "0")
    bag = args.work / "bag"
    subprocess.run(["cp", "-al", school.root / "cases", bag], check=True)
    made = Run(["bagit.py", "--quiet", "--sha256", "--processes", "2", str(bag)])
    contestants = {"verify": school.run("verify"), "sha256sum": school.files("sha256sum")}
    ratios = [("sha256sum", "verify", "≥ 5 (checksums)")]
    if made.status == 0:
        contestants["bagit.py, 2 processes"] = ["bagit.py", "--quiet", "--validate", "--processes", "2", str(bag)]
        ratios.append(("bagit.py, 2 processes", "verify", "> 1"))
    else:
        print(f"bagit.py can't make a bag here (status {made.status}): left out")
    results = contest(contestants, args.runs)
    mib = sum(file.stat().st_size for file in (school.root / "cases").rglob("*") if file.is_file()) >> 20
    table(f"verify of {cases:,} cases with scans, {mib:,} MiB", results, ratios)
    line("peak memory, verify", f"{peak(school.run('verify')):.1f} MiB")
    school.drop(), shutil.rmtree(bag)


def crypt(args):
    """One file each: into a sealed case and out of it, against age alone. Both times the disk has it in the end."""
    plain = args.work / "recording.m4a"
    with open(plain, "wb") as file:
        for _ in range(args.mib):
            file.write(os.urandom(1 << 20))
    rage = shutil.which("rage")
    if not rage:
        print("\nrage: left out, because it is not installed (--rage builds it)")
    peaks, rounds = {}, []
    crypt_round(args, plain, rage, lambda name, command: peaks.update({name: peak(command)}))
    for _ in range(args.runs):
        taken = {}
        crypt_round(args, plain, rage, lambda name, command: taken.update({name: checked(name, command)}))
        rounds.append(taken)
    results = {name: (middle([taken[name] for taken in rounds], "wall"), middle([taken[name] for taken in rounds], "cpu"))
               for name in rounds[0]}
    ratios = [("attach", "age", "about 1"), ("unseal", "age -d", "about 1")]
    ratios += [("attach", "rage", ""), ("unseal", "rage -d", "")] if rage else []
    table(f"a recording of {args.mib:,} MiB", results, ratios)
    for name, mib in peaks.items():
        line(f"peak memory, {name}", f"{mib:.1f} MiB")
    plain.unlink()


def crypt_round(args, plain, rage, measure):
    # One of each life: to an episode that has ended nothing is added.
    school = School(args, "crypt", 6, "--sealed", "--fault-every", "0")
    listed = subprocess.run(school.run("list", "--format", "json"), check=True, stdout=subprocess.PIPE)
    number = next(entry["case"] for entry in json.loads(listed.stdout) if entry["open"])
    for other in [path for path in (school.root / "cases").iterdir() if path.is_dir() and path.name != number]:
        shutil.rmtree(other)
    identity = school.identity[1]
    public = Path(identity).read_text().split("public key: ")[1].split()[0]
    out, back = args.work / "recording.age", args.work / "recording.back"
    told = ["--category", "recording", "--basis", "紧急情况", "--consent", "家长", "--provided-by", "班主任"]
    commands = {"attach": school.run("attach", number, str(plain), *told)}
    for name in ["age", "rage"] if rage else ["age"]:
        commands[name] = sh(f"{name} -r {public} -o '{out}' '{plain}' && sync '{out}'")
        commands[f"{name} -d"] = sh(f"{name} -d -i '{identity}' -o '{back}' '{out}' && sync '{back}' && rm '{out}' '{back}'")
    commands["unseal"] = school.run("unseal")
    for name, command in commands.items():
        measure(name, command)
    school.drop()


def growth(args):
    """Each school beside the smallest one, in turn with it: the machine of a minute ago may have been a slower one."""
    print("\ngrowth of the audit", flush=True)
    smallest, *sizes = map(int, args.growth.split())
    beside = School(args, "smallest", smallest)
    told = lambda cases, wall, cpu, school: line(
        f"{cases:,} cases", seconds(wall), f"CPU {seconds(cpu)}, peak {peak(school.run('audit')):.1f} MiB"
    )
    points = [(0, 0, 0)]
    for cases in sizes:
        school = School(args, "growth", cases)
        taken = contest({"smallest": beside.run("audit"), "audit": school.run("audit")}, args.runs)
        told(smallest, *taken["smallest"], beside)
        told(cases, *taken["audit"], school)
        growth = (of / least for of, least in zip(taken["audit"], taken["smallest"]))
        points.append((math.log(cases / smallest), *map(math.log, growth)))
        school.drop()
    beside.drop()
    if sizes:
        steps = [point[0] for point in points]
        slope = lambda at: statistics.linear_regression(steps, [point[at] for point in points]).slope
        line("exponent", f"{slope(1):.3f}", f"(wall; goal ≤ 1.03; of CPU {slope(2):.3f})")


SECTIONS = [start, audit, views, sealed, verify, crypt, growth]


def main():
    parser = argparse.ArgumentParser()
    for name in ("crisis", "gen", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("cases", "runs", "mib"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--growth", required=True)
    parser.add_argument("--only", required=True)
    args = parser.parse_args()
    wanted = args.only.split(",")
    known = [section.__name__ for section in SECTIONS]
    if unknown := set(wanted) - set(known):
        sys.exit(f"no such section: {', '.join(unknown)}; there are {', '.join(known)}")
    print(f"{os.cpu_count()} cores; medians of {args.runs} runs in turn, warm")
    for section in SECTIONS:
        if section.__name__ in wanted:
            section(args)


main()
