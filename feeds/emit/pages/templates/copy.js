// Copies the address of a feed: shows the buttons, which do nothing without a script, and announces what they did.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      status.textContent = button.dataset.done;
    } catch {
      // Without the permission to write to the clipboard, the address is shown to be copied by hand.
      status.textContent = button.dataset.copy;
    }
  });
}
