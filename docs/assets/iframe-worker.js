// Browsers start no worker on a page that is opened from the disk. There the search runs in a hidden frame instead.
if (location.protocol === 'file:') {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      const script = new URL(address, document.baseURI).href;
      const frame = document.createElement('iframe');
      frame.hidden = true;
      frame.title = 'search';
      frame.addEventListener('load', () => this.begin(frame.contentWindow, script), { once: true });
      document.body.append(frame);
    }

    begin(inner, script) {
      const tell = (data) => {
        const event = new MessageEvent('message', { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      const load = (address) => new Promise((done, failed) => {
        const tag = inner.document.createElement('script');
        tag.src = new URL(address, script).href;
        tag.onload = done;
        tag.onerror = () => failed(new Error(tag.src));
        inner.document.head.append(tag);
      });
      inner.postMessage = tell;
      inner.importScripts = (...all) => all.reduce((before, each) => before.then(() => load(each)), Promise.resolve());
      load(script).then(() => {
        this.inner = inner;
        for (const data of this.waiting) this.tell(data);
      });
    }

    // Each Chinese character is a word of the index, and all that are asked for have to be there: told apart, or the
    // search takes whichever it likes.
    postMessage(message) {
      const asked = typeof message.data === 'string';
      const data = asked ? { ...message, data: message.data.replace(/[\u4e00-\u9fff]/g, ' +$& ') } : message;
      if (this.inner) this.tell(data);
      else this.waiting.push(data);
    }

    tell(data) {
      this.inner.dispatchEvent(new this.inner.MessageEvent('message', { data }));
    }

    terminate() {}
  };
}
