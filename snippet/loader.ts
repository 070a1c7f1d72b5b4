// What a page may have inline in its head: hides the numbers until Dialtrace's are known, 300 ms at most, and loads the
// page script.
export {};
