// What somebody may write into a title, a name or a reason in the hope that a page runs it.
export const CORPUS = [
  `<script>window.__ran=1</script>`,
  `<img src=x onerror="window.__ran=1">`,
  `"><svg onload=window.__ran=1>`,
  `javascript:window.__ran=1`,
  `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `{{constructor.constructor('window.__ran=1')()}}`,
  `<a href="javascript:window.__ran=1">click</a>`,
  `<style>*{display:none}</style>`,
  `<math><mtext></table><img src=x onerror=window.__ran=1>`,
  `\u202Etxt.exe\u202C and \u200Bzero\u200D width`,
  `<base href="https://evil.example/">`,
  `' onmouseover='window.__ran=1`,
];
