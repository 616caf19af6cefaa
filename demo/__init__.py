"""The story that bin/demo tells: real files from submission to a sealed dossier, through the services users take."""
