#!/bin/sh
# Trains on the pictures and image-level labels in /data/pictures and writes /models/$MODEL.onnx, which the service then
# loads. After a restart, `fit` continues where it was interrupted.
set -eu
run=/data/runs/$RUN
part=/models/.$MODEL.onnx.part

# OPTIONS is split into words on purpose.
java -jar /opt/eader/eader-training.jar fit --images /data/pictures --out "$run" --name "$MODEL" --profile "$PROFILE" \
    --device gpu:0 --set "export.model-version=$VERSION" --set "export-int8.model-version=$VERSION" $OPTIONS

# Renaming within the volume is atomic: the service reads either the old or the new file.
cp "$run/$MODEL$PRECISION.onnx" "$part"
mv -f "$part" "/models/$MODEL.onnx"
