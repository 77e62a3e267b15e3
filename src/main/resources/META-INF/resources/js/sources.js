// What becomes frames from here: images, which are cameras of their own, a few, used in turn; a video file; the webcam.
import { post } from "./service.js";

const PLACES = 6;
const FPS = 5;
const LONG_SIDE = 960;
const QUALITY = 0.85;
let place = 0;

export const isDropped = (camera) => /^dropped( \d+)?$/.test(camera);

function nextCamera() {
  place = (place % PLACES) + 1;
  return place === 1 ? "dropped" : `dropped ${place}`;
}

const send = (camera, picture) => post(`api/frames?camera=${encodeURIComponent(camera)}`, picture,
  picture.type.startsWith("image/") ? picture.type : "application/octet-stream");

async function sendFile(file) {
  const camera = nextCamera();
  await send(camera, file);
  return camera;
}

export function acceptFiles({ pickers, dropzone, onSent, onRefused, onVideo }) {
  const take = async (files) => {
    for (const file of [...files].slice(0, PLACES)) {
      try {
        if (file.type.startsWith("video/")) {
          onVideo(file);
        } else {
          onSent(await sendFile(file), file.name);
        }
      } catch (error) {
        onRefused(`${file.name}: ${error.message}`);
      }
    }
  };
  const carriesFiles = (event) => document.body.dataset.write !== "off" && event.dataTransfer?.types.includes("Files");
  pickers.forEach((picker) => picker.addEventListener("change", () => {
    take(picker.files).finally(() => { picker.value = ""; });
  }));
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

// Sends what a video shows until it ends: a picture at a time, so that a slow service gets fewer, not older ones.
async function film(video, camera, goesOn) {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  while (goesOn()) {
    const due = performance.now() + 1000 / FPS;
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    await send(camera, await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); }));
    await new Promise((done) => { setTimeout(done, Math.max(0, due - performance.now())); });
  }
}

const loaded = (video) => new Promise((done, refuse) => {
  video.addEventListener("loadeddata", done, { once: true });
  video.addEventListener("error", () => refuse(new Error("this browser cannot play it")), { once: true });
});

export async function playVideo({ file, preview, stop, onRefused }) {
  const source = URL.createObjectURL(file);
  let playing = true;
  stop.onclick = () => { playing = false; };
  try {
    const ready = loaded(preview);
    preview.src = source;
    await ready;
    preview.hidden = stop.hidden = false;
    await preview.play();
    await film(preview, "video", () => playing && preview.src === source && !preview.ended);
  } catch (error) {
    onRefused(`${file.name}: ${error.message}`);
  } finally {
    URL.revokeObjectURL(source);
    if (preview.src === source) {
      preview.pause();
      preview.hidden = stop.hidden = true;
    }
  }
}

export function webcam({ button, preview, onRefused }) {
  let stream = null;
  const show = (on) => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Stop the webcam" : "Start the webcam";
    preview.hidden = !on;
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    preview.srcObject = null;
    show(false);
  };
  button.addEventListener("click", async () => {
    if (stream) {
      stop();
      return;
    }
    try {
      if (!navigator.mediaDevices) {
        throw new Error("browsers give pages a camera over https or on localhost only");
      }
      const opened = await navigator.mediaDevices.getUserMedia({ video: { width: 640 }, audio: false });
      stream = opened;
      const ready = loaded(preview);
      preview.srcObject = opened;
      await ready;
      await preview.play();
      show(true);
      await film(preview, "webcam", () => stream === opened);
    } catch (error) {
      onRefused(`Webcam: ${error.message}`);
      stop();
    }
  });
}
