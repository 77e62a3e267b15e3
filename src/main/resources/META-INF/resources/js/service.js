// Sends requests to the service. If it requires a token, prompts for it and keeps it until the page is closed.
let token = null;

function fetchWithToken(path, options) {
  const headers = { ...options.headers, ...(token && { Authorization: `Bearer ${token}` }) };
  return fetch(path, { ...options, headers });
}

// Returns the JSON of the response, or null for 204. Throws an Error with the message of the service.
export async function request(path, options = {}) {
  let response = await fetchWithToken(path, options);
  if (response.status === 401) {
    token = prompt("Token of this service (eader.console.token)");
    response = token ? await fetchWithToken(path, options) : response;
  }
  if (response.status === 413) {
    throw new Error("The file is larger than eader.image.max-bytes.");
  }
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new Error(body.error ?? `The service responded with status ${response.status}.`);
  }
  return response.status === 204 ? null : response.json();
}

export const post = (path, body, type) =>
  request(path, { method: "POST", body, ...(type && { headers: { "Content-Type": type } }) });
