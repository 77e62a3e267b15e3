// Sends frames from the browser: images, as six cameras in turn; a video file; the webcam.
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

// Sends images one after another, in the order in which they were given. Few files are reported one by one, more by their
// number so far and at the end by the number of those that were not sent and the first reason.
export class UploadQueue {
  constructor({ onSent, onRefused, onProgress }) {
    Object.assign(this, { onSent, onRefused, onProgress, files: [] });
  }

  async add(files) {
    this.files.push(...files);
    if (!this.sending) {
      this.sending = true;
      await this.run();
      this.sending = false;
    }
  }

  async run() {
    let done = 0;
    let many = false;
    const refusals = [];
    for (let file = this.files.shift(); file; file = this.files.shift()) {
      many ||= this.files.length >= PLACES;
      try {
        this.onSent(await sendFile(file), file.name, !many);
      } catch (error) {
        refusals.push(`${file.name}: ${error.message}`);
        if (!many) {
          this.onRefused(refusals.at(-1));
        }
      }
      done += 1;
      if (many) {
        this.onProgress(done - refusals.length, done + this.files.length, this.files.length === 0);
      }
    }
    if (many && refusals.length > 0) {
      this.onRefused(`${refusals.length} of ${done} images were not sent. ${refusals[0]}`);
    }
  }
}

export function acceptFiles({ pickers, dropzone, onVideo, ...reports }) {
  const queue = new UploadQueue(reports);
  const take = (files) => {
    const all = [...files];
    const isVideo = (file) => file.type.startsWith("video/");
    all.filter(isVideo).forEach(onVideo);
    return queue.add(all.filter((file) => !isVideo(file)));
  };
  const carriesFiles = (event) => document.body.dataset.write !== "off" && event.dataTransfer?.types.includes("Files");
  pickers.forEach((picker) => picker.addEventListener("change", () => {
    take(picker.files);
    picker.value = "";
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
