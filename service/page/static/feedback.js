/* Feedback is sent without leaving the page; without a script it leads to a page that says thanks. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.feedback")) return;
  event.preventDefault();
  const sent = new URLSearchParams(new FormData(form));
  sent.set("verdict", event.submitter.value);
  const told = form.querySelector(".told");
  try {
    const response = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const thanks = response.ok && page.querySelector("[data-thanks]");
    told.textContent = thanks ? thanks.textContent : form.dataset.failed;
    if (thanks) event.submitter.setAttribute("aria-pressed", "true");
    form.querySelector("fieldset").disabled = Boolean(thanks);
  } catch {
    told.textContent = form.dataset.failed;
  }
});
