#!/bin/sh
# Photographs and image-level labels in /data/voc become /models/$MODEL.onnx, which the service swaps in while it runs.
# Started anew, as after its node was drained, it goes on from the last checkpoint.
set -eu
run=/data/runs/$RUN
part=/models/.$MODEL.onnx.part
training() { java -jar /opt/eader/eader-training.jar "$@"; }

resume=
if [ -e "$run/run.json" ]; then resume=--resume; fi
# OPTIONS is many words, on purpose
training train --voc /data/voc --out "$run" --device gpu:0 $resume $OPTIONS
training evaluate "$run" --device gpu:0
training export "$run" --name "$MODEL" --model-version "$VERSION" --out "$part"
training verify "$run" "$part"
# A rename: whoever looks sees the old file or the new one, whole.
mv -f "$part" "/models/$MODEL.onnx"
