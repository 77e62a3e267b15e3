#!/usr/bin/env bash
# Trains on PASCAL VOC 2012 with the settings of the paper (Stammes et al. 2020, arXiv 2011.04626), then affinity (PSA, Ahn
# and Kwak 2018) and a student. Masks are only used to measure the results of each pass.
#   training/voc-2012.sh DEVKIT RESNET101_WEIGHTS RESNET18_WEIGHTS [RUNS_FOLDER]
# The same command continues an interrupted run. To repeat a step, delete its file in RUNS_FOLDER/done, its folder and those
# of all later steps.
#
# This script was not run in full: tests run it on a few generated pictures with small networks. It needs
# - the VOC 2012 devkit with all masks of `train` and `val`, and ImageSets/SegmentationAug/train_aug.txt (10,582 ids);
# - torchvision's ImageNet weights of both networks as safetensors;
# - a GPU with 16 GB: the same step in PyTorch needs 11 GiB, and step 1 is 6,610 steps of at most 0.1 s on an H200. On 2 CPU
#   cores step 1 would take 130 hours (measured steps: training/docs/results.md). Later steps were not measured;
# - 16 GB of memory, and 6 GB of disk for maps, labels and checkpoints.
set -euo pipefail

devkit=${1:?give the folder VOCdevkit/VOC2012} localizer_weights=${2:?give the weights of ResNet-101, a safetensors file}
adversary_weights=${3:?give the weights of ResNet-18, a safetensors file} runs=${4:-runs/voc-2012}
device=${DEVICE:-gpu:0}
alpha=${ALPHA:-0.05} # 0 trains the plain classifier to compare with
read -ra training <<<"${EADER_TRAINING:-java -Xmx4g -jar $(dirname "$0")/target/eader-training.jar}"

# Tests give smaller values. Defaults: the paper's for the first two lines, PSA's for the third, ours for the student.
localizer=${LOCALIZER:-resnet101} adversary=${ADVERSARY:-resnet18} size=${SIZE:-448} batch=${BATCH:-16}
epochs=${EPOCHS:-10} turn=${TURN:-200}
view=${VIEW:-512} affinity_batch=${AFFINITY_BATCH:-8} affinity_epochs=${AFFINITY_EPOCHS:-8} walk_steps=${WALK_STEPS:-256}
student=${STUDENT:-resnet101:16} student_size=${STUDENT_SIZE:-320} student_epochs=${STUDENT_EPOCHS:-10}
channels=${CHANNELS:-256} max_side=${MAX_SIDE:-576} # least side: student_size

mkdir -p "$runs/done"

# step NAME ARGUMENTS: runs a command unless it has ended before
step() {
    local name=$1
    shift
    if [ ! -e "$runs/done/$name" ]; then
        echo "== $name" >&2
        "${training[@]}" "$@"
        touch "$runs/done/$name"
    fi
}

# training_step NAME COMMAND -- OPTIONS: the same for a training, which continues at its checkpoint
training_step() {
    local name=$1 options=(--out "$runs/$1" --device "$device")
    shift
    local command=()
    while [ "$1" != -- ]; do
        command+=("$1")
        shift
    done
    shift
    if [ -e "$runs/$name/checkpoint.safetensors" ]; then
        step "$name" "${command[@]}" "${options[@]}" --resume
    else
        step "$name" "${command[@]}" "${options[@]}" "$@"
    fi
}

pictures=(--voc "$devkit" --split train_aug)
masks=(--voc "$devkit" --split train) # the 1,464 pictures of train_aug with official masks

# 1. Adversarial erasing, in turns of 200 steps.
training_step localizer train -- "${pictures[@]}" --localizer "$localizer" --adversary "$adversary" --batch-norm \
    --init "$localizer_weights" --adversary-init "$adversary_weights" --size "$size" --batch "$batch" --epochs "$epochs" \
    --alpha "$alpha" --beta 1e-5 --omega 100 --sigma 0.5 --localizer-turn "$turn" --adversary-turn "$turn" \
    --optimizer sgd --rate 0.01 --momentum 0.9 --decay 1e-4
step evaluate-localizer evaluate "$runs/localizer" --split val --input-size "$size" --device "$device"

# 2. Attention of the pictures' labels at PSA's scales, and first pseudo-labels that follow colour edges.
step attention attention "$runs/localizer" --resume --out "$runs/attention" --split train_aug --input-size "$size" \
    --scales 0.5,1,1.5,2 --flip --device "$device"
step score-attention score "$runs/attention" --maps "${masks[@]}"
step labels refine "$runs/attention" "${pictures[@]}" --refine 2 --input-size "$view" --background 0.28 --unsure 0.07 \
    --out "$runs/labels"

# 3. Affinity, trained on these labels, and better pseudo-labels.
training_step affinity affinity train -- "${pictures[@]}" --confident "$runs/labels" --init "$runs/localizer" \
    --size "$size" --input-size "$view" --batch "$affinity_batch" --epochs "$affinity_epochs"
step walk affinity walk "$runs/affinity" "${pictures[@]}" --attention "$runs/attention" --out "$runs/walk" \
    --input-size "$view" --beta 8 --steps "$walk_steps" --background 0.55 --device "$device"
step score-walk score "$runs/walk" --maps "${masks[@]}"
step labels-affinity refine "$runs/walk" "${pictures[@]}" --refine 1 --input-size "$view" --background 0.52 --unsure 0.06 \
    --out "$runs/labels-affinity"
step score-labels score "$runs/labels-affinity" "${masks[@]}"

# 4. The student, measured on val.
training_step student student train -- "${pictures[@]}" --pseudo-labels "$runs/labels-affinity" \
    --init "$runs/localizer" --backbone "$student" --channels "$channels" --size "$student_size" \
    --least-side "$student_size" --most-side "$max_side" --batch "$batch" --epochs "$student_epochs"
step evaluate-student student evaluate "$runs/student" --split val --input-size "$view" --device "$device" \
    --scores 0.1,0.15,0.2,0.25,0.3,0.35,0.4,0.5
step export student export "$runs/student" --beside "$runs/localizer" --name voc-2012 --made-by training/voc-2012.sh \
    --out "$runs/voc-2012.onnx"
step verify student verify "$runs/student" "$runs/voc-2012.onnx" --split val
