// Requests to the service. Where it asks for its token, so does the page, which keeps it only while it is open.
let token = null;

async function answer(path, options) {
  const headers = { ...options.headers, ...(token && { Authorization: `Bearer ${token}` }) };
  return fetch(path, { ...options, headers });
}

export async function request(path, options = {}) {
  let response = await answer(path, options);
  if (response.status === 401) {
    token = prompt("The token of this service");
    response = token ? await answer(path, options) : response;
  }
  if (response.status === 413) {
    throw new Error("larger than this service takes");
  }
  if (!response.ok) {
    const refusal = await response.json().catch(() => ({}));
    throw new Error(refusal.error ?? `the service answered ${response.status}`);
  }
  return response.status === 204 ? null : response.json();
}

export const post = (path, body, type) =>
  request(path, { method: "POST", body, ...(type && { headers: { "Content-Type": type } }) });
