// The yardstick of this machine: a script that only asks a server once and remembers the answer.
const { src, dataset } = document.currentScript;
const body = JSON.stringify({
  t: 'view',
  site: dataset.site,
  cookie: document.cookie,
  kept: sessionStorage.bare || localStorage.bare,
});
fetch(new URL('collect', src), { method: 'POST', credentials: 'include', body })
  .then((response) => response.json())
  .then((answer) => {
    sessionStorage.bare = localStorage.bare = JSON.stringify(answer);
  });
