// The stream of the service. The browser connects again by itself, except where the service answered with an error.
const AGAIN = 3000;

export function listen({ onFrame, onFeed, onConnection }) {
  const source = new EventSource("api/live");
  source.addEventListener("open", () => onConnection(true));
  source.addEventListener("frame", (message) => onFrame(JSON.parse(message.data)));
  source.addEventListener("feed", (message) => onFeed(JSON.parse(message.data)));
  source.addEventListener("error", () => {
    onConnection(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ onFrame, onFeed, onConnection }), AGAIN);
    }
  });
}
