// The event stream of the service, which sends a "feed" event every second. A connection that brings no bytes for PATIENCE is
// given up for a new one: a service or network that hangs does not close it. Read by fetch rather than EventSource, which
// does not show that a large event is still arriving over a slow line.
const PATIENCE = 5000;
const AGAIN = 3000;

// Splits text of server-sent events, in pieces as they arrive, into their names and data.
export function parser(onEvent) {
  let text = "";
  return (piece) => {
    let from = Math.max(0, text.length - 1);
    text += piece;
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

async function read(onEvent, onConnection) {
  const control = new AbortController();
  let silence;
  const arrived = () => {
    clearTimeout(silence);
    silence = setTimeout(() => control.abort(), PATIENCE);
  };
  try {
    arrived();
    const response = await fetch("api/live", { signal: control.signal, headers: { Accept: "text/event-stream" } });
    if (!response.ok) {
      return AGAIN;
    }
    const take = parser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      arrived();
      onConnection(true);
      take(part.value);
    }
    return AGAIN;
  } catch {
    return control.signal.aborted ? 0 : AGAIN;
  } finally {
    clearTimeout(silence);
    control.abort();
  }
}

export async function listen({ onFrame, onFeed, onConnection }) {
  const handlers = { frame: onFrame, feed: onFeed };
  const delay = await read((name, data) => handlers[name]?.(JSON.parse(data)), onConnection);
  onConnection(false);
  setTimeout(() => listen({ onFrame, onFeed, onConnection }), delay);
}
