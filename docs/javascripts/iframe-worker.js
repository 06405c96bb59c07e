// Search in pages that were opened from a folder.
//
// The search runs in a worker, and browsers start no worker from a file. Here its script runs in a
// hidden frame instead, which has the two sides of a worker: what is posted from outside arrives
// inside as a message, and the other way round. Pages of a server keep real workers. The theme
// would load such a script from the network; its name, which has to hold "iframe-worker", tells it
// that one is there.
if (location.protocol === "file:") {
  window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = []; // what is posted before the script has come
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.addEventListener("load", () => this.begin(String(address)), { once: true });
      this.frame.srcdoc = "<!doctype html><title>search</title>";
      document.documentElement.append(this.frame);
    }

    begin(address) {
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = (...more) => Promise.all(more.map((each) => this.load(each)));
      this.load(address).then(() => {
        const posted = this.waiting;
        this.waiting = null;
        posted.forEach((data) => this.postMessage(data));
      });
    }

    load(address) {
      const { document: page } = this.frame.contentWindow;
      return new Promise((loaded, failed) => {
        const script = page.createElement("script");
        script.onload = loaded;
        script.onerror = () => failed(new Error(`cannot load ${address}`));
        script.src = address;
        page.head.append(script);
      });
    }

    postMessage(data) {
      if (this.waiting) {
        this.waiting.push(data);
      } else {
        const inside = this.frame.contentWindow;
        inside.dispatchEvent(new inside.MessageEvent("message", { data }));
      }
    }

    terminate() {
      this.frame.remove();
    }
  };
  window.Worker = window.IFrameWorker;
}
