"""What `./ringside` is made of: setting up, checking, and finding Node.js and a Chromium. Standard library only."""
