# Shows long work as one line that keeps moving on a terminal, and as one line a step elsewhere. Sourced.

started=$(date +%s)
[ -t 2 ] && [ "${TERM:-dumb}" != dumb ] && moving=yes || moving=''

seconds() { echo $(($(date +%s) - started)); }

say() {
  if [ -n "$moving" ]; then printf '\r\033[K%s' "$1" >&2; else echo "$1" >&2; fi
}

clear_line() { [ -z "$moving" ] || printf '\r\033[K' >&2; }

# Where Maven is, read from its log: `[3/14] foundation/net`, or how much it has fetched before that.
maven_position() {
  line=$(sed -n 's/^\[INFO\] Building \([^ ]*\) .*\(\[[0-9]*\/[0-9]*\]\)$/\2 \1/p' "$1" | tail -n 1)
  fetched=$(grep -c 'Downloaded from' "$1" || true)
  echo "${line:-reading the project}$([ "$fetched" -lt 5 ] || echo ", $fetched files fetched")"
}

# The lines of a log that say what went wrong: the compiler's, surefire's summaries with their messages, the form check's;
# without Maven's own advice. A log of another kind ends with what matters.
failure_in() {
  if grep -q '^\[ERROR\] Command execution failed' "$1"; then
    # A program that the build called: what it printed comes before Maven's word for it.
    sed '/^\[ERROR\] Command execution failed/q' "$1" | grep -v -e '^    at ' -e '^\[ERROR\] Command' | tail -n 40
  elif grep -q '^\[ERROR\]' "$1"; then
    awk '
      /^\[ERROR\] (Failures|Errors): *$/ { summary = 1 }
      /^\[ERROR\] Tests run:/ { summary = 0; next }
      summary { print; next }
      /^\[WARNING\] [^ ]*\.java:/ { print; next }
      !/^\[ERROR\]/ || /<<< (FAILURE|ERROR)!/ || /^\[ERROR\] *$/ { next }
      /Help 1|e-run Maven|After correcting|mvn <args>|For more information|dump files|See .*surefire|There are test failures/ { next }
      !seen[$0]++' "$1" | head -n 60
  else
    tail -n 30 "$1"
  fi
}

# step LOG LABEL COMMAND…: runs it with its output in LOG, shows where it is, and returns its status.
step() {
  log=$1 label=$2
  shift 2
  : >"$log"
  "$@" >"$log" 2>&1 </dev/null &
  running=$!
  trap 'kill "$running" 2>/dev/null; wait "$running" 2>/dev/null; clear_line; exit 130' INT
  trap 'kill "$running" 2>/dev/null; wait "$running" 2>/dev/null; clear_line; exit 143' TERM HUP
  shown=''
  while kill -0 "$running" 2>/dev/null; do
    case $label in
      maven:*) now="${label#maven:} $(maven_position "$log")" ;;
      *) now=$label ;;
    esac
    if [ -n "$moving" ]; then
      say "$now … $(seconds) s"
    elif [ "${now%%,*}" != "$shown" ]; then
      shown=${now%%,*}
      say "$shown ($(seconds) s)"
    fi
    sleep 0.3
  done
  status=0
  wait "$running" || status=$?
  trap - INT TERM HUP
  clear_line
  return $status
}
