# The pieces of dist/. Sourced by tools/build, which sets root, jdk and maven and stands in the root.

# Brings dist/lib to what the build made. A jar with the same bytes keeps its file, because the class caches in dist/aot
# know each jar by its time; a changed one is put in place by renaming, so that a running node keeps what it has open.
gather_jars() {
  jars_changed=''
  for jar in node/target/dependency/*.jar node/target/node-*.jar; do
    target=dist/lib/${jar##*/}
    if ! cmp -s "$jar" "$target"; then
      cp "$jar" "$target.new" && mv "$target.new" "$target"
      jars_changed=yes
    fi
  done
  for jar in dist/lib/*.jar; do
    name=${jar##*/}
    if [ ! -f "node/target/dependency/$name" ] && [ ! -f "node/target/$name" ]; then
      rm -f "$jar"
      jars_changed=yes
    fi
  done
}

# All of dist/lib, sorted: a class cache is only valid for the class path that it was made with.
class_path() {
  joined=''
  for jar in "$root"/dist/lib/*.jar; do joined=$joined${joined:+:}$jar; done
  echo "$joined"
}

# Unpacks V8 and makes the snapshot and the code caches in directory $1.
prepare_v8() {
  "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "$(class_path)" "-Dselvedge.dist=$root/dist" dev.selvedge.engine.Prepare "$root/$1"
}

# The node's JVM options. $1: the class cache, or nothing. Small serial heap, because the node holds no tenant's memory;
# Netty's leak detector takes stack traces on the hot path and belongs to tests. Inlining is bounded below the JVM's own limits: with
# those the second compiler kept a core busy for ten seconds under load, for code that was no faster. The JVM's own class writer is
# busy at the start only: compiling that fully took half a second of each start and 16 MB.
write_args() {
  cat >dist/node.args.new <<ARGS
-cp "$(class_path)"
"-Dselvedge.dist=$root/dist"
-XX:+UseSerialGC
-Xms32m
-Xmx512m
-XX:MinHeapFreeRatio=20
-XX:MaxHeapFreeRatio=40
-XX:-ShrinkHeapInSteps
-XX:+ExitOnOutOfMemoryError
-XX:MaxInlineLevel=8
-XX:InlineSmallCode=1000
-XX:CompileCommand=quiet
-XX:CompileCommand=CompileThresholdScaling,jdk.internal.classfile.impl.*::*,50.0
-XX:-UsePerfData
-Dio.netty.leakDetection.level=disabled
-Dio.netty.tryReflectionSetAccessible=false
-Dio.netty.jfr.enabled=false
--enable-native-access=ALL-UNNAMED
--sun-misc-unsafe-memory-access=allow
${1:+"-XX:AOTCache=$1"}
${1:+-Xlog:aot=off,cds=off}
ARGS
  mv dist/node.args.new dist/node.args
}

# One scripted life of a node and its engine, which leaves a class cache of each. Only caches that a JVM takes are kept.
train() {
  rm -rf dist/aot.new
  mkdir -p dist/aot.new
  "$node_bin/node" tools/train.mjs "$jdk/bin/java" "$root/dist" "$root/dist/aot.new" || return 1
  # Each engine left a recording; the largest is that of one that served.
  recording=$(ls -S dist/aot.new/engine-*.conf | head -n 1)
  cached_java -XX:AOTMode=create "-XX:AOTConfiguration=$recording" -XX:AOTCache=dist/aot.new/engine.aot || return 1
  for cache in node engine; do
    cached_java -XX:AOTMode=on "-XX:AOTCache=dist/aot.new/$cache.aot" -version || return 1
  done
  rm -f dist/aot.new/*.conf
  mv dist/aot.new dist/aot
}

# A JVM with the options that a class cache is bound to: collector, class path, native access.
cached_java() {
  "$jdk/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$(class_path)" "$@"
}
