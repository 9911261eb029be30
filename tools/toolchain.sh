# Finds what Selvedge is built and run with: a JDK 25, Maven and Node. Sourced by ./selvedge and ./dev.
# Nothing here starts a JVM: a version is read from the files of an installation, so that looking costs a millisecond.

# The major version of the JDK in directory $1, in `major`; empty where there is none that can compile.
jdk_major() {
  major=
  [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      [ "$key" = JAVA_VERSION ] || continue
      value=${value#\"}
      major=${value%%[!0-9]*}
      break
    done <"$1/release"
  fi
}

# Remembers the first JDK 25 in `jdk`, the first newer one in `newer`, and any older one, for the message, in `older`.
consider_jdk() {
  [ -z "$jdk" ] && [ -n "$1" ] && [ -d "$1" ] || return 0
  jdk_major "$1"
  case $major in
    '') ;;
    25) jdk=$1 ;;
    1 | ? | 1? | 2[0-4]) older="$major in $1" ;;
    *) newer=${newer:-$1} ;;
  esac
}

# Sets `jdk`: JAVA_HOME and the PATH are asked first, then the places where installers put JDKs.
find_jdk() {
  jdk='' newer='' older=''
  consider_jdk "${JAVA_HOME:-}"
  if [ -z "$jdk" ] && java=$(command -v java 2>/dev/null); then
    java=$(readlink -f "$java" 2>/dev/null || echo "$java")
    consider_jdk "${java%/bin/java}"
  fi
  # A newer JDK that was chosen on purpose is taken; one that merely lies around gives way to a 25.
  if [ -z "$jdk" ] && [ -n "$newer" ]; then jdk=$newer; fi
  for place in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* /opt/jdk/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* /usr/local/openjdk* /usr/local/*jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -z "$jdk" ] || break
    consider_jdk "$place"
  done
  if [ -z "$jdk" ] && [ -x /usr/libexec/java_home ]; then
    consider_jdk "$(/usr/libexec/java_home -v 25 2>/dev/null || true)"
  fi
  [ -n "$jdk" ] || jdk=$newer
}

# Sets `maven` to an mvn of version 3.8 or newer.
find_maven() {
  maven=''
  for place in "$(command -v mvn 2>/dev/null || true)" /usr/share/maven/bin/mvn /opt/maven/bin/mvn /opt/apache-maven*/bin/mvn \
    "$HOME"/.sdkman/candidates/maven/*/bin/mvn /opt/homebrew/bin/mvn /usr/local/bin/mvn; do
    [ -n "$place" ] && [ -x "$place" ] || continue
    version=$(JAVA_HOME=$jdk "$place" -v 2>/dev/null | sed -n 's/^.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
    [ -n "$version" ] || continue
    if [ "${version% *}" -gt 3 ] || { [ "${version% *}" -eq 3 ] && [ "${version#* }" -ge 8 ]; }; then
      maven=$place
      return 0
    fi
  done
}

# Sets `node_bin` to a directory that holds a node of version 20 or newer and its npm.
find_node() {
  node_bin=''
  onpath=$(command -v node 2>/dev/null || true)
  for place in "${onpath%/node}" /usr/bin /usr/local/bin /opt/homebrew/bin /opt/node*/bin "$HOME"/.nvm/versions/node/*/bin \
    "$HOME"/.volta/bin "$HOME"/.local/share/mise/installs/node/*/bin "$HOME"/.asdf/installs/nodejs/*/bin; do
    [ -n "$place" ] && [ -x "$place/node" ] && [ -x "$place/npm" ] || continue
    version=$("$place/node" --version 2>/dev/null || true)
    version=${version#v}
    version=${version%%.*}
    if [ "${version:-0}" -ge 20 ] 2>/dev/null; then
      node_bin=$place
      return 0
    fi
  done
}

# How to get a tool here, in the words of this machine's package manager.
advice() {
  system=$(uname -s)
  if [ "$system" = Linux ] && [ -r /etc/os-release ]; then
    system=$(. /etc/os-release && echo "${ID:-} ${ID_LIKE:-}")
  fi
  case "$1 $system" in
    jdk*Darwin*) echo 'brew install openjdk@25' ;;
    jdk*fedora* | jdk*rhel*) echo 'sudo dnf install java-25-openjdk-devel' ;;
    jdk*arch*) echo 'sudo pacman -S jdk-openjdk' ;;
    jdk*) echo 'Temurin 25 from https://adoptium.net, or `sdk install java 25-tem`' ;;
    maven*Darwin*) echo 'brew install maven' ;;
    maven*fedora* | maven*rhel*) echo 'sudo dnf install maven' ;;
    maven*arch*) echo 'sudo pacman -S maven' ;;
    maven*debian* | maven*ubuntu*) echo 'sudo apt-get install maven' ;;
    maven*) echo 'https://maven.apache.org/download.cgi' ;;
    node*Darwin*) echo 'brew install node' ;;
    node*fedora* | node*rhel*) echo 'sudo dnf install nodejs npm' ;;
    node*arch*) echo 'sudo pacman -S nodejs npm' ;;
    *) echo 'https://nodejs.org, or `nvm install 22`' ;;
  esac
}

# One sentence that names all that is missing, or nothing. $1: `run` asks for the JDK alone, `build` for everything.
require_tools() {
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64') ;;
    *)
      echo "selvedge: it runs on Linux x86-64 for now, because V8 comes prebuilt for that alone; this is $(uname -s) $(uname -m)." >&2
      exit 69
      ;;
  esac
  find_jdk
  missing=''
  [ -n "$jdk" ] || missing="a JDK 25${older:+ (there is only $older)}: $(advice jdk)"
  if [ "$1" = build ]; then
    maven='' node_bin=''
    if [ -n "$jdk" ]; then find_maven; else maven=$(command -v mvn 2>/dev/null || true); fi
    find_node
    [ -n "$maven" ] || missing="$missing${missing:+; }Maven 3.8 or newer: $(advice maven)"
    [ -n "$node_bin" ] || missing="$missing${missing:+; }Node 20 or newer with npm, for the build only: $(advice node)"
  fi
  if [ -n "$missing" ]; then
    echo "selvedge: this machine lacks $missing." >&2
    exit 69
  fi
  JAVA_HOME=$jdk
  export JAVA_HOME
  if [ "$1" = build ]; then
    case ":$PATH:" in
      *":$node_bin:"*) ;;
      *) PATH=$node_bin:$PATH && export PATH ;;
    esac
  fi
}
