#!/bin/sh
# Resolves the libraries of both builds for each platform, as if Maven ran there, and prints the natives of each.
#   src/parent/check-platforms.sh [LOCAL_REPOSITORY]
# LOCAL_REPOSITORY (default: the user's) receives about 800 MB of natives for other platforms.
set -eu
cd "$(dirname "$0")/../.."
repository=${1:-$HOME/.m2/repository}

# platform NAME ARCHITECTURE BUILD: sets the operating system by which Maven activates profiles. Names are in lower case,
# because Java would load classes for a system called Mac or Windows, which this one lacks.
platform() {
    echo "$1, $2: $3"
    MAVEN_OPTS="-Dos.name=$1 -Dos.arch=$2" mvn -B -f "$3" -Dmaven.repo.local="$repository" -Dstyle.color=never \
        -Djansi.mode=strip validate org.apache.maven.plugins:maven-dependency-plugin:3.8.1:resolve -Dspotless.check.skip -DincludeScope=runtime 2>&1 |
        sed -n -E 's/.*(org.bytedeco:[a-z]+:jar:[a-z0-9_-]+:[^:]+|ai.djl.pytorch:pytorch-(native-cpu|jni):[^ ]*|com.microsoft.onnxruntime:[^ ]*):(compile|runtime).*/    \1/p
            s/^\[ERROR\] .*(Could not|Failed|PyTorch)/    error: \1/p'
}

for build in pom.xml training/pom.xml; do
    platform Linux amd64 $build
    platform Linux aarch64 $build
    platform mac aarch64 $build
    platform mac x86_64 $build
    platform windows amd64 $build
done
