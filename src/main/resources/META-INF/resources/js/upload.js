// Images dropped on the page, or picked, become frames of cameras of their own: a few, used in turn.
const PLACES = 6;
let place = 0;
let token = null;

export const isDropped = (camera) => /^dropped( \d+)?$/.test(camera);

function nextCamera() {
  place = (place % PLACES) + 1;
  return place === 1 ? "dropped" : `dropped ${place}`;
}

async function send(file) {
  const camera = nextCamera();
  const post = () => fetch(`api/frames?camera=${encodeURIComponent(camera)}`, {
    method: "POST",
    headers: {
      "Content-Type": file.type.startsWith("image/") ? file.type : "application/octet-stream",
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: file,
  });
  let response = await post();
  if (response.status === 401) {
    // kept by this page alone, and only while it is open
    token = prompt("The token of this service");
    response = token ? await post() : response;
  }
  if (response.status === 413) {
    throw new Error("larger than this service takes");
  }
  if (!response.ok) {
    const refusal = await response.json().catch(() => ({ error: `the service answered ${response.status}` }));
    throw new Error(refusal.error);
  }
  return camera;
}

export function acceptImages({ picker, dropzone, onSent, onRefused }) {
  const take = async (files) => {
    for (const file of [...files].slice(0, PLACES)) {
      try {
        onSent(await send(file), file.name);
      } catch (error) {
        onRefused(`${file.name}: ${error.message}`);
      }
    }
  };
  const carriesFiles = (event) => document.body.dataset.write !== "off" && event.dataTransfer?.types.includes("Files");
  picker.addEventListener("change", () => {
    take(picker.files).finally(() => { picker.value = ""; });
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      dropzone.hidden = false;
    }
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) {
      dropzone.hidden = true;
    }
  });
  addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      dropzone.hidden = true;
      take(event.dataTransfer.files);
    }
  });
}
