#!/usr/bin/env bash
# Compares the time of a training step with the same step in PyTorch (Python) on the same machine, with equal threads and
# shapes. Both programs run in alternation.
#   training/bench/step-time.sh [ROUNDS [THREADS [OPTIONS OF step]]]
# Example: training/bench/step-time.sh 5 2 --localizer mobilenet_v2:16 --adversary mobilenet_v2 --size 224 --batch 16
# Defaults: 3 rounds, all cores. Build first: mvn -q -f training package -DskipTests. PYTHON names an interpreter with
# torch, by default /usr/bin/python3. On Debian: apt-get install python3-torch libopenblas0-openmp; the reference BLAS that
# python3-torch installs alone is slower.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} threads=${2:-$(getconf _NPROCESSORS_ONLN)}
shift "$(($# < 2 ? $# : 2))"
python=${PYTHON:-/usr/bin/python3}
export OMP_NUM_THREADS=$threads
# settings that eader-training makes itself (PyTorchEnvironment), for both programs
export OMP_WAIT_POLICY=PASSIVE GLIBC_TUNABLES=glibc.malloc.hugetlb=1
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=99999999999 MALLOC_TOP_PAD_=268435456

if ! "$python" -c 'import torch' 2>/dev/null; then
    echo "$python cannot import torch; set PYTHON, or apt-get install python3-torch libopenblas0-openmp" >&2
    exit 2
fi
if [ ! -f target/eader-training.jar ]; then
    echo "target/eader-training.jar is missing; build it: mvn -q -f training package -DskipTests" >&2
    exit 2
fi
results=$(mktemp)
trap 'rm -f "$results"' EXIT

djl() { java -jar target/eader-training.jar step --threads "$threads" --json "$@" >>"$results"; }
pytorch() { "$python" bench/pytorch_step.py --threads "$threads" --json "$@" >>"$results"; }

for round in $(seq "$rounds"); do
    echo "round $round of $rounds" >&2
    # the first program of a round runs on a cooler processor, so the order alternates
    if ((round % 2)); then
        djl "$@"
        pytorch "$@"
    else
        pytorch "$@"
        djl "$@"
    fi
done
"$python" - "$results" <<'PYTHON'
import json
import statistics
import sys

with open(sys.argv[1]) as lines:
    rows = [json.loads(line) for line in lines]
threads = {row["threads"] for row in rows}
assert len(threads) == 1, f"the runs used different numbers of threads: {threads}"
runs = {program: [row for row in rows if row["program"] == program] for program in ("djl", "pytorch")}
versions = {program: runs[program][0]["version"] for program in runs}
print(f"DJL on libtorch {versions['djl']}, PyTorch {versions['pytorch']}, {threads.pop()} threads")
print(f"{'':12}{'djl':>12}{'pytorch':>12}{'ratio':>8}   ratio of each round")
for turn in ("localizer_ms", "adversary_ms"):
    ours, theirs = ([row[turn] for row in runs[program]] for program in ("djl", "pytorch"))
    each = " ".join(f"{a / b:.3f}" for a, b in zip(ours, theirs))
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{turn[:-3]:12}{a:9.1f} ms{b:9.1f} ms{a / b:8.3f}   {each}")
memory = {program: [row["peak_mib"] for row in runs[program] if row["peak_mib"]] for program in runs}
if all(memory.values()):
    print(f"{'peak memory':12}{max(memory['djl']):8} MiB{max(memory['pytorch']):8} MiB")
PYTHON
