"""The story bin/demo tells: real files from submission to a sealed dossier, by services users take."""
