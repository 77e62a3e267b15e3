#!/bin/sh
# Resolves the libraries of both builds for each platform, as if Maven ran there, and prints the natives of each.
#   src/parent/check-platforms.sh [LOCAL_REPOSITORY]
# LOCAL_REPOSITORY (default: the user's) receives about 600 MB of natives for other platforms. Fails if an artifact is missing.
set -eu
cd "$(dirname "$0")/../.."
repository=${1:-$HOME/.m2/repository}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# resolve BUILD TITLE [MAVEN_OPTIONS]
resolve() {
    build=$1 title=$2
    shift 2
    echo "$title: $build"
    if ! mvn -B -f "$build" -Dmaven.repo.local="$repository" -Dstyle.color=never -Dspotless.check.skip "$@" validate \
        org.apache.maven.plugins:maven-dependency-plugin:3.8.1:resolve -DincludeScope=runtime >"$log" 2>&1; then
        grep -E 'ERROR|Exception' "$log" | head -5
        exit 1
    fi
    sed -n -E 's/.* (org.bytedeco:[a-z]+:jar:[a-z]+-[a-z0-9_]+:.*|ai.djl.pytorch:pytorch-(native-cpu|jni):.*|com.microsoft.onnxruntime:.*):(compile|runtime).*/    \1/p' "$log"
}

# as BUILD NAME ARCHITECTURE: sets the operating system by which Maven activates profiles. Names are in lower case, because
# Java would load classes for a system called Mac, which this one lacks.
as() {
    MAVEN_OPTS="-Dos.name=$2 -Dos.arch=$3" resolve "$1" "$2 $3"
}

for build in pom.xml training/pom.xml; do
    as $build Linux amd64
    as $build Linux aarch64
    as $build mac aarch64
    # Maven does not run with the name of Windows on another system
    resolve $build "windows amd64" -Pwindows-x86_64
done
# training refuses to build on Intel Macs
as pom.xml mac x86_64
