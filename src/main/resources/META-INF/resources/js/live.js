// Receives the event stream of the service, which sends a "feed" event every second. A connection without bytes for
// SILENCE_TIMEOUT_MS is replaced, because a stopped process or network does not close it. Uses fetch instead of
// EventSource, which does not report the bytes of a large event that is still arriving over a slow connection.
const SILENCE_TIMEOUT_MS = 5000;
const RETRY_MS = 3000;

// Returns a function that takes the text of server-sent events in chunks of any size and calls onEvent(name, data).
export function createEventParser(onEvent) {
  let text = "";
  return (chunk) => {
    let from = Math.max(0, text.length - 1);
    text += chunk;
    for (let end = text.indexOf("\n\n", from); end >= 0; end = text.indexOf("\n\n", from)) {
      const field = (name) => text.slice(0, end).split("\n").filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).replace(/^ /, "")).join("\n");
      const [name, data] = [field("event"), field("data")];
      text = text.slice(end + 2);
      from = 0;
      if (data) {
        onEvent(name, data);
      }
    }
  };
}

// Reads one connection until it ends; resolves to the milliseconds to wait before the next one.
async function readStream(onEvent, onConnection) {
  const control = new AbortController();
  let timer;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(), SILENCE_TIMEOUT_MS);
  };
  try {
    restartTimer();
    const response = await fetch("api/live", { signal: control.signal, headers: { Accept: "text/event-stream" } });
    if (!response.ok) {
      return RETRY_MS;
    }
    const parse = createEventParser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      restartTimer();
      onConnection(true);
      parse(chunk.value);
    }
    return RETRY_MS;
  } catch {
    return control.signal.aborted ? 0 : RETRY_MS;
  } finally {
    clearTimeout(timer);
    control.abort();
  }
}

// Connects, and reconnects whenever the connection ends.
export async function connect({ onFrame, onFeed, onConnection }) {
  const handlers = { frame: onFrame, feed: onFeed };
  const delay = await readStream((name, data) => handlers[name]?.(JSON.parse(data)), onConnection);
  onConnection(false);
  setTimeout(() => connect({ onFrame, onFeed, onConnection }), delay);
}
