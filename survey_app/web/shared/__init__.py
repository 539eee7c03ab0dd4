"""What every area of the web uses: headers, wording, splicing, assets, bodies."""
